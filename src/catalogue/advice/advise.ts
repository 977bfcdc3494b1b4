import { AXES, type Axis, axisValues, type Candidate } from './candidate.ts';
import { type LimitName, type Limits, type MissedLimit, missedLimits } from './limits.ts';
import { paretoFront } from './pareto.ts';
import type { UseCase } from './use-case.ts';

/** A candidate that keeps all limits. */
export interface Ranked {
  readonly candidate: Candidate;
  /** In [0, 1]: weighted mean over the axes, on each of which the worst candidate has 0 and the best one 1. */
  readonly score: number;
  /** Whether it is a usual choice for the task. */
  readonly usual: boolean;
  /** Whether it is on the Pareto front. */
  readonly pareto: boolean;
}

/** A candidate that misses a limit. */
export interface Rejected {
  readonly candidate: Candidate;
  readonly misses: readonly MissedLimit[];
}

export interface Advice {
  /** The candidates that keep all limits, the best first. */
  readonly ranking: readonly Ranked[];
  /** Their Pareto front. */
  readonly pareto: readonly Candidate[];
  /** The other candidates, the nearest to the limits first. */
  readonly rejected: readonly Rejected[];
  /** For each limit how many candidates it would leave if it were the only one: shows which limits conflict. */
  readonly alone: readonly { readonly limit: LimitName; readonly left: number }[];
}

/**
 * Ranks candidates for a task within limits: first the usual choices for the task, in their order, then the others by
 * their score.
 */
export function advise(candidates: readonly Candidate[], useCase: UseCase, limits: Limits): Advice {
  const judged = candidates.map((candidate) => ({ candidate, misses: missedLimits(candidate, limits) }));
  const fitting = judged.filter(({ misses }) => misses.length === 0).map(({ candidate }) => candidate);
  const rejected = judged.filter(({ misses }) => misses.length > 0).sort((a, b) => distance(a) - distance(b));
  const pareto = paretoFront(fitting);
  // Of all candidates, so that a score does not depend on the limits and can be compared from request to request.
  const scoreOf = scorer(candidates, useCase);
  const order = ({ architecture }: Candidate): number => {
    const at = useCase.usual.indexOf(architecture);
    return at < 0 ? useCase.usual.length : at;
  };
  const ranking = fitting
    .map((candidate) => ({
      candidate,
      score: scoreOf(candidate),
      usual: useCase.usual.includes(candidate.architecture),
      pareto: pareto.includes(candidate),
    }))
    .sort((a, b) => order(a.candidate) - order(b.candidate) || b.score - a.score);
  return { ranking, pareto, rejected, alone: leftByEachLimit(candidates, limits) };
}

function leftByEachLimit(candidates: readonly Candidate[], limits: Limits): { limit: LimitName; left: number }[] {
  return (Object.keys(limits) as LimitName[])
    .filter((limit) => limits[limit] !== undefined)
    .map((limit) => {
      const only = { [limit]: limits[limit] };
      return { limit, left: candidates.filter((candidate) => missedLimits(candidate, only).length === 0).length };
    });
}

/** How far a candidate is from the limits. A limit that no number describes counts 1. */
function distance({ misses }: Rejected): number {
  return misses.reduce((sum, { by }) => sum + (Number.isFinite(by) ? by : 1), 0);
}

function scorer(candidates: readonly Candidate[], { weights }: UseCase): (candidate: Candidate) => number {
  const ranges = new Map<Axis, { low: number; high: number }>();
  for (const axis of AXES) {
    const known = candidates.map((candidate) => axisValues(candidate)[axis]).filter((value) => value !== null);
    ranges.set(axis, { low: Math.min(...known), high: Math.max(...known) });
  }
  return (candidate) => {
    const values = axisValues(candidate);
    return AXES.reduce((sum, axis) => {
      const [value, { low, high } = { low: 0, high: 0 }] = [values[axis], ranges.get(axis)];
      // An unknown value counts as half-way between the worst and the best.
      const part = value === null || high <= low ? 0.5 : (value - low) / (high - low);
      return sum + weights[axis] * part;
    }, 0);
  };
}
