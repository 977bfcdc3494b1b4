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

/** Draws every chart that there are samples for. */
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
  const curves = (mine: readonly Sample[]): Panel['curves'] =>
    [...Map.groupBy(mine, ({ role, target }) => `${compared ? `${target} ` : ''}${role}`)]
      // Warm first, whatever came first, so that a colour means the same in every chart.
      .sort(([a], [b]) => (a < b ? 1 : -1))
      .map(([name, group]) => ({ name, values: group.map(({ client_ms }) => client_ms) }));
  return [...Map.groupBy(good, ({ model }) => model)].map(([model, mine]) => ({ model, curves: curves(mine) }));
}
