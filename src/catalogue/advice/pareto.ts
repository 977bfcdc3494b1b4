import { AXES, axisValues, type Candidate } from './candidate.ts';

/**
 * The Pareto front over the four axes: the candidates that no other candidate beats. One candidate beats another if it is
 * nowhere worse and somewhere better. An unknown value never beats a known one.
 */
export function paretoFront(candidates: readonly Candidate[]): Candidate[] {
  return candidates.filter((candidate) => !candidates.some((other) => beats(other, candidate)));
}

function beats(one: Candidate, other: Candidate): boolean {
  const [ones, others] = [axisValues(one), axisValues(other)];
  let isBetter = false;
  for (const axis of AXES) {
    const [a, b] = [ones[axis], others[axis]];
    if (b === null) continue;
    if (a === null || a < b) return false;
    isBetter ||= a > b;
  }
  return isBetter;
}
