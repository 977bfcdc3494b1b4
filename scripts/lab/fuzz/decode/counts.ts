import type { FuzzFormat } from '../format.ts';
import type { Comparison } from './differential.ts';
import type { Execution } from './outcome.ts';

/** Counts of the inputs of one format. */
export interface DecodeCounts {
  inputs: number;
  bytes: number;
  photos: number;
  /** Refusals by kind. */
  readonly refusals: Record<string, number>;
  /** Inputs with a finding. */
  failures: number;
  cpu_ms: number;
  slowest_ms: number;
  peakHeapBytes: number;
  /** Null where the system does not tell. */
  peakGrownBytes: number | null;
  /** Number of comparisons by their result, `stricter` with the kind of refusal. */
  readonly comparisons: Record<string, number>;
  /** The first inputs of each result that a person may want to look at. */
  readonly examples: Record<string, number[]>;
}

export type DecodeCountsByFormat = Partial<Record<FuzzFormat, DecodeCounts>>;

/** Examples of one result that are named. */
const EXAMPLES = 3;

export function emptyCounts(): DecodeCounts {
  return {
    inputs: 0,
    bytes: 0,
    photos: 0,
    refusals: {},
    failures: 0,
    cpu_ms: 0,
    slowest_ms: 0,
    peakHeapBytes: 0,
    peakGrownBytes: null,
    comparisons: {},
    examples: {},
  };
}

/** Adds an execution. */
export function count(
  counts: DecodeCounts,
  bytes: number,
  { outcome, cpu_ms, heapBytes, grownBytes }: Execution,
): void {
  counts.inputs++;
  counts.bytes += bytes;
  if (outcome.result === 'photo') counts.photos++;
  if (outcome.result === 'refusal') increment(counts.refusals, outcome.kind);
  counts.cpu_ms += cpu_ms;
  counts.slowest_ms = Math.max(counts.slowest_ms, cpu_ms);
  counts.peakHeapBytes = Math.max(counts.peakHeapBytes, heapBytes);
  if (grownBytes !== null) counts.peakGrownBytes = Math.max(counts.peakGrownBytes ?? 0, grownBytes);
}

/** Adds a comparison with libvips. */
export function countComparison(counts: DecodeCounts, index: number, comparison: Comparison): void {
  const name = comparison.verdict === 'stricter' ? `stricter: ${comparison.kind}` : comparison.verdict;
  increment(counts.comparisons, name);
  if (comparison.verdict === 'agrees' || comparison.verdict === 'not compared') return;
  const examples = (counts.examples[name] ??= []);
  if (examples.length < EXAMPLES) examples.push(index);
}

function increment(counts: Record<string, number>, name: string): void {
  counts[name] = (counts[name] ?? 0) + 1;
}
