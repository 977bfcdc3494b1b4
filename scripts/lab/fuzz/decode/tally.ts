import type { FuzzFormat } from '../format.ts';
import type { Comparison } from './differential.ts';
import type { Execution } from './outcome.ts';

/** What happened to the inputs of one format. */
export interface Tally {
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
  /** How often each verdict of the comparison came, `stricter` with the kind of refusal. */
  readonly comparisons: Record<string, number>;
  /** The first inputs of each of those verdicts that a person may want to look at. */
  readonly examples: Record<string, number[]>;
}

export type Tallies = Partial<Record<FuzzFormat, Tally>>;

/** Examples of one verdict that are named. */
const EXAMPLES = 3;

export function emptyTally(): Tally {
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
export function count(tally: Tally, bytes: number, { outcome, cpu_ms, heapBytes, grownBytes }: Execution): void {
  tally.inputs++;
  tally.bytes += bytes;
  if (outcome.result === 'photo') tally.photos++;
  if (outcome.result === 'refusal') increment(tally.refusals, outcome.kind);
  tally.cpu_ms += cpu_ms;
  tally.slowest_ms = Math.max(tally.slowest_ms, cpu_ms);
  tally.peakHeapBytes = Math.max(tally.peakHeapBytes, heapBytes);
  if (grownBytes !== null) tally.peakGrownBytes = Math.max(tally.peakGrownBytes ?? 0, grownBytes);
}

/** Adds a comparison with libvips. */
export function countComparison(tally: Tally, index: number, comparison: Comparison): void {
  const name = comparison.verdict === 'stricter' ? `stricter: ${comparison.kind}` : comparison.verdict;
  increment(tally.comparisons, name);
  if (comparison.verdict === 'agrees' || comparison.verdict === 'not compared') return;
  const examples = (tally.examples[name] ??= []);
  if (examples.length < EXAMPLES) examples.push(index);
}

function increment(counts: Record<string, number>, name: string): void {
  counts[name] = (counts[name] ?? 0) + 1;
}
