import type { Counter, Totals, Version } from '../../contract/ledger.ts';
import { type Metric, numeral, type Point } from '../prometheus.ts';
import { BOUNDS } from './counter-table.ts';
import type { Survey } from './survey.ts';

/**
 * The totals of all locations as metrics. Each location has its own series: in a sum of all, a location that does
 * not answer would make a counter fall, which Prometheus takes for a restart.
 * @param answering the version that is asked; null where it is not known
 */
export function metricsOf({ answers, missing }: Survey<Totals>, answering: Version | null): Metric[] {
  const locations = [...answers].sort(([a], [b]) => (a < b ? -1 : 1));
  // A ledger of before versions were noted says nothing of them.
  const known = locations.flatMap(([, { versions = [] }]) => versions).concat(answering ?? []);
  return [
    {
      name: 'edgelens_request_phase_seconds',
      help: 'Duration of each phase of the answered requests.',
      type: 'histogram',
      points: locations.flatMap(([location, { counters }]) => histogramPoints(location, counters)),
    },
    {
      name: 'edgelens_problems_total',
      help: 'Requests to a route of the API that were answered with a problem.',
      type: 'counter',
      points: locations.flatMap(([location, { problems = [] }]) =>
        problems.map(({ version, route, problem, count }) => ({
          labels: { location, ...ofVersion(version), route, problem },
          value: count,
        })),
      ),
    },
    {
      name: 'edgelens_wasm_heap_bytes',
      help: 'The largest WebAssembly heap of an isolate among the newest samples of a location.',
      type: 'gauge',
      points: locations.flatMap(([location, { heaps = [] }]) =>
        heaps.map(({ version, bytes }) => ({ labels: { location, ...ofVersion(version) }, value: bytes })),
      ),
    },
    {
      name: 'edgelens_build_info',
      help: 'The versions of the Worker that the ledgers know, and the one that answers: always 1.',
      type: 'gauge',
      points: [...new Map(known.map(({ id, tag }) => [id, tag]))].map(([version, tag]) => ({
        labels: { version, tag },
        value: 1,
      })),
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

/** A label that is empty is none to Prometheus. A ledger of before versions were noted leaves them out. */
function ofVersion(version: string | undefined): Point['labels'] {
  return version ? { version } : {};
}

function histogramPoints(location: string, counters: readonly Counter[]): Point[] {
  const series = new Map<string, { labels: Point['labels']; bins: Counter[] }>();
  for (const counter of counters) {
    const { version, model, start, engine, measure } = counter;
    const labels = { location, ...ofVersion(version), model, start, engine, phase: measure };
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
