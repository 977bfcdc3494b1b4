import { median } from '../../kit/statistics/quantiles.ts';
import { leastSquares } from '../../kit/statistics/regression.ts';
import type { Reading, SoakRun } from './soak.ts';

/** Whether memory stayed flat. */
export interface Flatness {
  /** Most heap of the engines before and in the last third, in bytes; null when no answer told. */
  readonly heap: { readonly before: number; readonly last: number; readonly isFlat: boolean } | null;
  /** Of the server's process; null when it is not on this machine, or nothing told. */
  readonly rss: Growth | null;
}

/** How a process grew. */
export interface Growth {
  /** Medians of the middle and of the last third, in bytes. */
  readonly middle: number;
  readonly last: number;
  /** Trends of the two halves, in bytes a minute. */
  readonly slopes: readonly [first: number, second: number];
  /** Null when the soak was too short to tell. */
  readonly isFlat: boolean | null;
}

/** The process has to get warm first: code is compiled, V8 finds out how much garbage to let pile up. */
const LEAST_MS = 120_000;

/**
 * What the last third may have on what was before it, as a part of that. Without Cloudflare's limit workerd grows by itself: a
 * Worker that says nothing but "ok" took 25 KiB more with each of its first 16,000 requests and stood still at 620 MiB
 * from 40,000 on. At the usual rate and length that is 4 % from third to third; a decoded picture that stays (150 KiB and
 * more) with each request would be 18 %.
 */
const TOLERANCE = 0.1;

/**
 * Judges the memory of a soak. What the engines hold swings, because other models are asked all the time: it must not pass
 * by much what it had when each of them had been asked once, and since then.
 */
export function flatnessOf({ samples, readings, referenceHeapBytes }: SoakRun, duration_ms: number): Flatness {
  const third = (at: number): number => Math.min(2, Math.floor((3 * at) / duration_ms));
  const heaps = samples.flatMap(({ due_ms, heapBytes }) =>
    heapBytes === null ? [] : ([[third(due_ms), heapBytes]] as const),
  );
  const heapOf = (part: number): number => Math.max(0, ...heaps.flatMap(([at, bytes]) => (at === part ? [bytes] : [])));
  const [before, last] = [Math.max(referenceHeapBytes ?? 0, heapOf(0), heapOf(1)), heapOf(2)];
  return {
    heap: before === 0 || last === 0 ? null : { before, last, isFlat: last <= before * (1 + TOLERANCE) },
    rss: growthOf(readings, third, duration_ms),
  };
}

function growthOf(readings: readonly Reading[], third: (at: number) => number, duration_ms: number): Growth | null {
  const of = (part: number): number[] =>
    readings.filter(({ at_ms }) => third(at_ms) === part).map(({ rssBytes }) => rssBytes);
  if (of(1).length === 0 || of(2).length === 0) return null;
  const [middle, last] = [median(of(1)), median(of(2))];
  const half = duration_ms / 2;
  return {
    middle,
    last,
    slopes: [slope(readings.filter(({ at_ms }) => at_ms < half)), slope(readings.filter(({ at_ms }) => at_ms >= half))],
    isFlat: duration_ms < LEAST_MS ? null : last <= middle * (1 + TOLERANCE),
  };
}

/** Trend by least squares, in bytes a minute; 0 for a single reading. */
function slope(readings: readonly Reading[]): number {
  const line = leastSquares(readings.map(({ at_ms, rssBytes }) => [at_ms / 60_000, rssBytes] as const));
  return Number.isNaN(line.slope) ? 0 : line.slope;
}
