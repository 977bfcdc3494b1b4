import { outcomeOf, type Sample } from '../sample.ts';
import type { Summary } from '../summary.ts';
import { distributionsChart, type Panel } from './distributions.ts';
import { phasesChart } from './phases.ts';
import { ratesChart } from './rates.ts';

/** A chart as a file. */
export interface Chart {
  readonly name: string;
  readonly svg: string;
}

/** Draws all charts for which there are samples. */
export function drawCharts({ rows, sweep }: Summary, samples: readonly Sample[]): Chart[] {
  const expected = rows.filter(({ kind }) => kind === 'cold' || kind === 'warm');
  return [
    ...(expected.length === 0
      ? []
      : [
          { name: 'phases.svg', svg: phasesChart(expected) },
          { name: 'distributions.svg', svg: distributionsChart(panelsOf(samples)) },
        ]),
    ...(sweep.length === 0 ? [] : [{ name: 'rates.svg', svg: ratesChart(sweep) }]),
  ];
}

function panelsOf(samples: readonly Sample[]): Panel[] {
  const good = samples.filter(
    (sample) => (sample.role === 'cold' || sample.role === 'warm') && outcomeOf(sample) === 'as expected',
  );
  const compared = good.some(({ target }) => target === 'B');
  // Warm first, whatever came first, so that a colour means the same in every panel.
  const kinds = (['A', 'B'] as const).flatMap((target) =>
    (['warm', 'cold'] as const).map((role) => ({ target, role })),
  );
  const curves = (mine: readonly Sample[]): Panel['curves'] =>
    kinds.flatMap(({ target, role }) => {
      const group = mine.filter((sample) => sample.target === target && sample.role === role);
      const values = group.map(({ client_ms }) => client_ms);
      return values.length === 0 ? [] : [{ name: `${compared ? `${target} ` : ''}${role}`, values }];
    });
  return [...Map.groupBy(good, ({ model }) => model)].map(([model, mine]) => ({ model, curves: curves(mine) }));
}
