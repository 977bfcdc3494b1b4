import { type Distribution, distributionOf } from '../kit/statistics/distribution.ts';
import type { Findings } from './experiment.ts';
import { type Breakdown, breakdownOf } from './breakdown.ts';
import { type NamedRatio, ratiosOf } from './ratios.ts';
import { outcomeOf, type Outcome, type Sample } from './sample.ts';
import { type SweepPoint, sweepOf } from './sweep.ts';

/** Figures of the samples of one target, model and kind. */
export interface Row {
  readonly target: 'A' | 'B';
  readonly model: string;
  /** `met cold`: warm answers were expected, but an isolate, a runtime or a session turned out to be new. */
  readonly kind: 'cold' | 'warm' | 'met cold' | 'met warm';
  /** The client's time, in ms. */
  readonly client: Distribution;
  /** Each of the server's phases, in ms. */
  readonly phases: Readonly<Record<string, Distribution>>;
  /** A typical answer. */
  readonly parts: Breakdown;
  /** workerd from being spawned to listening, in ms; null where no process was started. */
  readonly listening: Distribution | null;
}

/** An error, and how often it came. */
export interface Trouble {
  readonly target: 'A' | 'B';
  readonly model: string;
  readonly outcome: Outcome;
  readonly error: string;
  readonly count: number;
}

/** All figures of an experiment. */
export interface Summary {
  readonly rows: readonly Row[];
  readonly ratios: readonly NamedRatio[];
  readonly sweep: readonly SweepPoint[];
  readonly troubles: readonly Trouble[];
}

const KINDS = [
  { kind: 'cold', role: 'cold', outcome: 'as expected' },
  { kind: 'met warm', role: 'cold', outcome: 'met warm' },
  { kind: 'warm', role: 'warm', outcome: 'as expected' },
  { kind: 'met cold', role: 'warm', outcome: 'met cold' },
] as const;

/** @param seed of the confidence intervals */
export function summarize(findings: Findings, models: readonly string[], seed: number): Summary {
  const rows = models.flatMap((model) =>
    (['A', 'B'] as const).flatMap((target) =>
      KINDS.flatMap((kind) => rowOf(findings, { model, target, ...kind }, seed)),
    ),
  );
  return {
    rows,
    ratios: ratiosOf(findings.samples, models),
    sweep: sweepOf(findings.samples, models, seed),
    troubles: troublesOf(findings.samples),
  };
}

function rowOf(
  { samples, processes }: Findings,
  key: { readonly model: string; readonly target: 'A' | 'B' } & (typeof KINDS)[number],
  seed: number,
): Row[] {
  const { model, target, kind, role, outcome } = key;
  const mine = samples.filter(
    (sample) =>
      sample.model === model && sample.target === target && sample.role === role && outcomeOf(sample) === outcome,
  );
  const client = distributionOf(
    byRun(mine, ({ client_ms }) => client_ms),
    seed,
  );
  if (client === undefined) return [];
  const names = [...new Set(mine.flatMap(({ phases }) => Object.keys(phases)))];
  const phases = names.flatMap((name) => {
    const found = distributionOf(
      byRun(mine, (sample) => sample.phases[name]),
      seed,
    );
    return found === undefined ? [] : [[name, found] as const];
  });
  // A session that was made anew in an old process has nothing to do with how that process came up.
  const isNew = kind === 'cold' && mine.every(({ start }) => start?.requests_before === 0);
  const starts = processes.filter((start) => isNew && start.model === model && start.target === target);
  const listening = distributionOf(
    starts.map(({ listening_ms }) => [listening_ms]),
    seed,
  );
  return [
    {
      target,
      model,
      kind,
      client,
      phases: Object.fromEntries(phases),
      parts: breakdownOf(mine),
      listening: listening ?? null,
    },
  ];
}

/** Values of the samples, those of each run together. */
function byRun(samples: readonly Sample[], value: (sample: Sample) => number | undefined): number[][] {
  return [...Map.groupBy(samples, ({ run }) => run).values()].map((group) =>
    group.flatMap((sample) => value(sample) ?? []),
  );
}

function troublesOf(samples: readonly Sample[]): Trouble[] {
  const wrong = samples.filter(({ status, error }) => status !== 200 || error !== null);
  const groups = Map.groupBy(wrong, ({ target, model, error }) => JSON.stringify([target, model, error]));
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const { target, model, error } = first;
    return [{ target, model, outcome: outcomeOf(first), error: error ?? '', count: group.length }];
  });
}
