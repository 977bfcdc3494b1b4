import { AXES, type Axis, axisValues, type Candidate } from './candidate.ts';
import { type LimitName, type Limits, type MissedLimit, missedLimits } from './limits.ts';
import { paretoFront } from './pareto.ts';
import type { UseCase } from './use-case.ts';

/** A candidate that keeps all limits. */
export interface Ranked {
  readonly candidate: Candidate;
  /** In [0, 1]: weighted mean over the axes, on each of which a candidate has a part of 0 to 1. */
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

/** A usual choice that does not come first. */
export interface Passed {
  readonly candidate: Candidate;
  /** Its place in the ranking, from 2. */
  readonly place: number;
  /** The axes on which the first one is better. */
  readonly behind: readonly Axis[];
}

export interface Advice {
  /** The candidates that keep all limits, the best first. */
  readonly ranking: readonly Ranked[];
  /** Those behind the first one whose score is so near to its score that the figures cannot tell them apart. */
  readonly close: readonly Candidate[];
  /** The usual choices behind the first one, unless that is one itself, and the axes on which they are behind. */
  readonly passed: readonly Passed[];
  /** Their Pareto front. */
  readonly pareto: readonly Candidate[];
  /** The other candidates, the nearest to the limits first. */
  readonly rejected: readonly Rejected[];
  /** For each limit how many candidates it would leave if it were the only one: shows which limits conflict. */
  readonly alone: readonly { readonly limit: LimitName; readonly left: number }[];
}

/** A difference of scores that does not tell which model is the better one. */
const SMALL = 0.02;

/**
 * Ranks candidates for a task within limits, by their score. What is usually chosen for a task has no privilege; where it
 * does not come first, the advice says on which axes it is behind.
 */
export function advise(candidates: readonly Candidate[], useCase: UseCase, limits: Limits): Advice {
  const judged = candidates.map((candidate) => ({ candidate, misses: missedLimits(candidate, limits) }));
  const fitting = judged.filter(({ misses }) => misses.length === 0).map(({ candidate }) => candidate);
  const rejected = judged.filter(({ misses }) => misses.length > 0).sort((a, b) => distance(a) - distance(b));
  const pareto = paretoFront(fitting);
  // Of all candidates, so that a score does not depend on the limits and can be compared from request to request.
  const scoreOf = scorer(candidates, useCase);
  const ranking = fitting
    .map((candidate) => ({
      candidate,
      score: scoreOf(candidate),
      // A choice is usual for what was published of it, and not for a stand-in.
      usual: candidate.distilled_from === null && useCase.usual.includes(candidate.architecture),
      pareto: pareto.includes(candidate),
    }))
    .sort((a, b) => b.score - a.score || Number(b.pareto) - Number(a.pareto));
  const [first, ...others] = ranking;
  return {
    ranking,
    close: others
      .filter(({ score }) => first !== undefined && first.score - score < SMALL)
      .map(({ candidate }) => candidate),
    passed: first === undefined || first.usual ? [] : passedBy(first.candidate, ranking),
    pareto,
    rejected,
    alone: leftByEachLimit(candidates, limits),
  };
}

function passedBy(first: Candidate, ranking: readonly Ranked[]): Passed[] {
  const best = axisValues(first);
  return ranking.flatMap(({ candidate, usual }, at) => {
    if (!usual) return [];
    const values = axisValues(candidate);
    const behind = AXES.filter((axis) => {
      const [own, other] = [values[axis], best[axis]];
      return other !== null && (own === null || own < other);
    });
    return [{ candidate, place: at + 1, behind }];
  });
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

/**
 * Heat maps are judged on a scale of their own and not from the worst to the best, since only a few models have figures: maps
 * that know nothing have 0.
 */
const MAPS = { low: 0, high: 0.5 };

function scorer(candidates: readonly Candidate[], { weights }: UseCase): (candidate: Candidate) => number {
  const parts = AXES.map((axis) => {
    const known = candidates.map((candidate) => axisValues(candidate)[axis]).filter((value) => value !== null);
    const { low, high } = axis === 'interpretability' ? MAPS : { low: Math.min(...known), high: Math.max(...known) };
    const partOf = (value: number): number =>
      high <= low ? 0.5 : Math.max(0, Math.min(1, (value - low) / (high - low)));
    // What is not known counts as the least that is known, so that it never beats a measured value.
    const least = known.length === 0 ? 0 : partOf(Math.min(...known));
    return { axis, partOf, least };
  });
  return (candidate) => {
    const values = axisValues(candidate);
    return parts.reduce((sum, { axis, partOf, least }) => {
      const value = values[axis];
      return sum + weights[axis] * (value === null ? least : partOf(value));
    }, 0);
  };
}
