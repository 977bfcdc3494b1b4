import type { Counter, Totals } from '../../contract/ledger.ts';
import { type Metric, numeral, type Point } from '../prometheus.ts';
import { BOUNDS } from './counter-table.ts';
import type { Survey } from './survey.ts';

/**
 * The totals of all locations as metrics. Each location has its own series: in a sum of all, a location that does
 * not answer would make a counter fall, which Prometheus takes for a restart.
 */
export function metricsOf({ answers, missing }: Survey<Totals>): Metric[] {
  const locations = [...answers].sort(([a], [b]) => (a < b ? -1 : 1));
  return [
    {
      name: 'edgelens_request_phase_seconds',
      help: 'Duration of each phase of the answered requests.',
      type: 'histogram',
      points: locations.flatMap(([location, { counters }]) => histogramPoints(location, counters)),
    },
    {
      name: 'edgelens_ledger_samples',
      help: 'Samples that a location holds now.',
      type: 'gauge',
      points: locations.map(([location, { rows }]) => ({ labels: { location }, value: rows })),
    },
    {
      name: 'edgelens_ledger_up',
      help: 'Whether the ledger of a location answered: 1 or 0.',
      type: 'gauge',
      points: [
        ...locations.map(([location]) => ({ labels: { location }, value: 1 })),
        ...missing.map((location) => ({ labels: { location }, value: 0 })),
      ],
    },
  ];
}

function histogramPoints(location: string, counters: readonly Counter[]): Point[] {
  const series = new Map<string, { labels: Point['labels']; bins: Counter[] }>();
  for (const counter of counters) {
    const { model, start, engine, measure } = counter;
    const labels = { location, model, start, engine, phase: measure };
    const key = JSON.stringify(labels);
    const entry = series.get(key) ?? { labels, bins: new Array<Counter>() };
    series.set(key, entry);
    entry.bins.push(counter);
  }
  return [...series.values()].flatMap(({ labels, bins }) => {
    const upTo = (bound: number): number =>
      bins.reduce((count, bin) => (bin.bound <= bound ? count + bin.count : count), 0);
    const sum = bins.reduce((milliseconds, bin) => milliseconds + bin.sum, 0);
    return [
      ...BOUNDS.map((bound) => ({
        suffix: '_bucket',
        labels: { ...labels, le: numeral(bound / 1000) },
        value: upTo(bound),
      })),
      { suffix: '_sum', labels, value: sum / 1000 },
      { suffix: '_count', labels, value: upTo(Infinity) },
    ];
  });
}
