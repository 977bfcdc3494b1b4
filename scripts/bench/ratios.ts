import { median } from '../kit/statistics/quantiles.ts';
import { alone, type Pair, type Ratio, ratioOf } from '../kit/statistics/ratio.ts';
import { outcomeOf, type Role, type Sample } from './sample.ts';

/** A ratio and its name. */
export interface NamedRatio extends Ratio {
  readonly name: string;
  /** What makes a pair. */
  readonly pairing: string;
}

/** All ratios of an experiment, each within one run, so that other load on the machine cancels out. */
export function ratiosOf(samples: readonly Sample[], models: readonly string[]): NamedRatio[] {
  const good = samples.filter((sample) => outcomeOf(sample) === 'as expected');
  if (good.some(({ target }) => target === 'B')) {
    return models.flatMap((model) => (['cold', 'warm'] as const).flatMap((role) => compareTargets(good, model, role)));
  }
  const [first, ...others] = models;
  return [
    ...models.flatMap((model) =>
      named(
        `cold / warm, ${model}`,
        'answers of one run',
        alone(pairsOf(medians(good, model, 'cold'), medians(good, model, 'warm'))),
      ),
    ),
    ...others.flatMap((other) =>
      (['cold', 'warm'] as const).flatMap((role) =>
        named(
          `${first ?? ''} / ${other}, ${role}`,
          'runs in turn',
          alone(pairsOf(medians(good, first ?? '', role), medians(good, other, role))),
        ),
      ),
    ),
  ];
}

function compareTargets(samples: readonly Sample[], model: string, role: Role): NamedRatio[] {
  const mine = samples.filter((sample) => sample.model === model && sample.role === role && sample.pair !== null);
  const runs = [...Map.groupBy(mine, ({ run }) => run).values()].map((run) =>
    [...Map.groupBy(run, ({ pair }) => pair).values()].flatMap((both) => {
      const [a, b] = (['A', 'B'] as const).map((target) => both.find((sample) => sample.target === target));
      return a === undefined || b === undefined ? [] : [[a, b] as const];
    }),
  );
  const of = (value: (sample: Sample) => number): Pair[][] =>
    runs.map((pairs) => pairs.map(([a, b]) => [value(a), value(b)]));
  return [
    ...named(
      `A / B, ${model}, ${role}, client`,
      'requests in turn',
      of(({ client_ms }) => client_ms),
    ),
    ...named(`A / B, ${model}, ${role}, server`, 'requests in turn', of(serverOf)),
  ];
}

function serverOf({ phases }: Sample): number {
  return Object.values(phases).reduce((sum, ms) => sum + ms, 0);
}

function named(name: string, pairing: string, groups: readonly (readonly Pair[])[]): NamedRatio[] {
  // A server faster than the step of its clock says 0, of which there is no ratio.
  const ratio = ratioOf(groups.map((pairs) => pairs.filter(([, denominator]) => denominator > 0)));
  return ratio === undefined ? [] : [{ name, pairing, ...ratio }];
}

/** Median of the client's time in each run. */
function medians(samples: readonly Sample[], model: string, role: Role): Map<number, number> {
  const mine = samples.filter((sample) => sample.model === model && sample.role === role);
  const runs = Map.groupBy(mine, ({ run }) => run);
  return new Map([...runs].map(([run, group]) => [run, median(group.map(({ client_ms }) => client_ms))]));
}

function pairsOf(a: ReadonlyMap<number, number>, b: ReadonlyMap<number, number>): Pair[] {
  return [...a].flatMap(([run, value]) => {
    const other = b.get(run);
    return other === undefined ? [] : [[value, other]];
  });
}
