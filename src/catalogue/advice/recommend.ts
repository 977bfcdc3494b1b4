import { type LimitName, type Limits, type Miss, missesOf } from './limits.ts';
import { AXES, type Axis, type Option, standing } from './option.ts';
import { paretoFront } from './pareto.ts';
import type { UseCase } from './use-case.ts';

/** An option with its place. */
export interface Ranked<Item extends Option> {
  readonly option: Item;
  /** In [0, 1]: the weighted mean of where it stands between the worst and the best option on each axis. */
  readonly score: number;
  /** Whether it is a usual choice for the task. */
  readonly usual: boolean;
  readonly pareto: boolean;
}

/** An option that misses a limit. */
export interface Rejected<Item extends Option> {
  readonly option: Item;
  readonly misses: readonly Miss[];
}

export interface Recommendation<Item extends Option> {
  /** What keeps all limits, the best first. */
  readonly ranking: readonly Ranked<Item>[];
  /** Of what keeps all limits. */
  readonly pareto: readonly Item[];
  /** What does not, the one that misses least first. */
  readonly rejected: readonly Rejected<Item>[];
  /** How many options each limit that was asked for leaves, were it the only one: which are in each other's way. */
  readonly alone: readonly { readonly limit: LimitName; readonly left: number }[];
}

/**
 * Ranks models for a task within limits: the usual choices of the task first, in their order, then the others by how they
 * stand on the axes that count there.
 */
export function recommend<Item extends Option>(
  options: readonly Item[],
  useCase: UseCase,
  limits: Limits,
): Recommendation<Item> {
  const judged = options.map((option) => ({ option, misses: missesOf(option, limits) }));
  const fitting = judged.filter(({ misses }) => misses.length === 0).map(({ option }) => option);
  const rejected = judged.filter(({ misses }) => misses.length > 0).sort((a, b) => distance(a) - distance(b));
  const pareto = paretoFront(fitting);
  // Where an option stands does not depend on the limits, so that its score can be compared from request to request.
  const scoreOf = scorer(options, useCase);
  const order = ({ architecture }: Item): number => {
    const at = useCase.usual.indexOf(architecture);
    return at < 0 ? useCase.usual.length : at;
  };
  const ranking = fitting
    .map((option) => ({
      option,
      score: scoreOf(option),
      usual: useCase.usual.includes(option.architecture),
      pareto: pareto.includes(option),
    }))
    .sort((a, b) => order(a.option) - order(b.option) || b.score - a.score);
  return { ranking, pareto, rejected, alone: eachAlone(options, limits) };
}

function eachAlone(options: readonly Option[], limits: Limits): { limit: LimitName; left: number }[] {
  return (Object.keys(limits) as LimitName[])
    .filter((limit) => limits[limit] !== undefined)
    .map((limit) => {
      const only = { [limit]: limits[limit] };
      return { limit, left: options.filter((option) => missesOf(option, only).length === 0).length };
    });
}

/** Misses that no number describes count as a whole limit each. */
function distance({ misses }: Rejected<Option>): number {
  return misses.reduce((sum, { by }) => sum + (Number.isFinite(by) ? by : 1), 0);
}

function scorer(options: readonly Option[], { weights }: UseCase): (option: Option) => number {
  const ranges = new Map<Axis, { low: number; high: number }>();
  for (const axis of AXES) {
    const known = options.map((option) => standing(option)[axis]).filter((value) => value !== null);
    ranges.set(axis, { low: Math.min(...known), high: Math.max(...known) });
  }
  return (option) => {
    const stands = standing(option);
    return AXES.reduce((sum, axis) => {
      const [value, { low, high } = { low: 0, high: 0 }] = [stands[axis], ranges.get(axis)];
      // Nothing is known: neither the best nor the worst is assumed.
      const part = value === null || high <= low ? 0.5 : (value - low) / (high - low);
      return sum + weights[axis] * part;
    }, 0);
  };
}
