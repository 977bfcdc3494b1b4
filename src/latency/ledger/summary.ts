import type { Measure } from '../../contract/names.ts';
import type { LatencyFigures } from '../../contract/latency.ts';
import type { Group, Slice, Version } from '../../contract/ledger.ts';
import { fewOf } from '../certainty.ts';
import { Distribution, RELATIVE_ERROR } from '../distribution.ts';
import { histogramOf } from '../histogram.ts';

/** The figures of one group in all locations together. */
export interface GroupSummary extends Group, LatencyFigures {
  readonly phase: Measure;
  /** Where versions are kept apart; null is what nobody knows the version of. */
  readonly version?: Version | null;
  /** How many durations lie in each bin, see histogram.ts. */
  readonly histogram: number[];
  /** The parts of the window that have samples, in order, with the number of the part from 0 on. */
  readonly series: (LatencyFigures & { readonly slice: number })[];
}

/**
 * Adds the slices of all locations up, and summarises each group.
 * @param byVersion whether versions are groups of their own, the first that was uploaded first
 */
export function summarise(slices: Iterable<Slice>, byVersion: boolean): GroupSummary[] {
  type Known = Group & Pick<GroupSummary, 'version'>;
  const groups = new Map<string, { group: Known; phase: Measure; slices: Map<number, Distribution> }>();
  for (const { group: all, measure, slice, durations } of slices) {
    const { version = null, ...others } = all;
    const group = { ...others, ...(byVersion && { version }) };
    const { model, start, engine } = group;
    const key = JSON.stringify([measure, model, start, engine, byVersion && [version?.timestamp ?? '', version?.id]]);
    const entry = groups.get(key) ?? { group, phase: measure, slices: new Map<number, Distribution>() };
    groups.set(key, entry);
    entry.slices.set(slice, (entry.slices.get(slice) ?? new Distribution()).merge(durations));
  }
  return [...groups]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, { group, phase, slices: parts }]) => {
      const whole = new Distribution();
      for (const part of parts.values()) whole.merge(part.toData());
      const series = [...parts]
        .sort(([a], [b]) => a - b)
        .map(([slice, distribution]) => ({ slice, ...figuresOf(distribution) }));
      return { ...group, phase, ...figuresOf(whole), histogram: histogramOf(whole), series };
    });
}

function figuresOf(distribution: Distribution): LatencyFigures {
  const { count, min, max, exact } = distribution;
  const [p50 = min, p90 = min, p95 = min, p99 = min] = distribution.quantiles([0.5, 0.9, 0.95, 0.99]);
  return {
    count,
    min_ms: min,
    p50_ms: p50,
    p90_ms: p90,
    p95_ms: p95,
    p99_ms: p99,
    max_ms: max,
    method: exact ? 'exact' : 'ddsketch',
    relative_error: exact ? 0 : RELATIVE_ERROR,
    few: fewOf(count),
  };
}
