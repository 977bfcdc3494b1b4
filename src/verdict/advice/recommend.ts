import { type LimitName, type Limits, type Miss, missesOf, rounded } from './limits.ts';
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
  readonly reason: string;
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
  readonly sentence: string;
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
      reason: reasonOf(option, useCase, pareto.includes(option)),
    }))
    .sort((a, b) => order(a.option) - order(b.option) || b.score - a.score);
  return { ranking, pareto, rejected, sentence: sentenceOf(ranking[0]?.option, rejected, limits, options) };
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

function reasonOf(option: Option, { usual }: UseCase, isOnFront: boolean): string {
  const { top1, warm_ms, bytes, interpretability, installed, fits_worker } = option;
  const figures = [
    top1 === null ? 'no published accuracy' : `${rounded(top1)} % top-1 as published`,
    warm_ms === null ? 'speed not measured' : `${rounded(warm_ms)} ms warm`,
    `${rounded(bytes / 2 ** 20)} MiB`,
    interpretability === null
      ? 'heat maps not judged'
      : `heat maps ${rounded(interpretability)} (insertion less deletion)`,
  ];
  const remarks = [
    usual.includes(option.architecture) ? 'a usual choice for this task' : undefined,
    isOnFront ? 'no other one is as good on all axes' : 'another one is nowhere worse and somewhere better',
    installed ? undefined : 'to be added first',
    fits_worker ? undefined : 'too large for the memory of a Worker',
  ].filter((remark) => remark !== undefined);
  return `${option.title}: ${figures.join(', ')}; ${remarks.join('; ')}.`;
}

function sentenceOf(
  best: Option | undefined,
  [nearest]: readonly Rejected<Option>[],
  limits: Limits,
  options: readonly Option[],
): string {
  if (best !== undefined) return `${best.title} (${best.name}) comes first.`;
  if (nearest === undefined) return 'There is no model to recommend.';
  const misses = nearest.misses.map(({ sentence }) => sentence).join('; ');
  const alone = (Object.keys(limits) as LimitName[])
    .filter((limit) => limits[limit] !== undefined)
    .map((limit) => {
      const left = options.filter((option) => missesOf(option, { [limit]: limits[limit] }).length === 0).length;
      return `${limit} alone leaves ${left}`;
    });
  const conflict = alone.length > 1 ? ` Of ${options.length} models, ${alone.join(', ')}.` : '';
  return `Nothing keeps all limits. ${nearest.option.title} (${nearest.option.name}) comes nearest: ${misses}.${conflict}`;
}
