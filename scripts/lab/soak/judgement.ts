import type { Reply } from './request.ts';
import type { Kind } from './traffic.ts';

/** What became of a request. */
export type Outcome =
  /** As it should be. */
  | 'expected'
  /** A good one, once busy and then as it should be. */
  | 'after busy'
  /** Otherwise; see {@link judgeReply}. */
  | 'unexpected';

/** The classes that a picture showed when nothing else went on. */
export type Reference = ReadonlyMap<string, NonNullable<Reply['top']>>;

/** Name of a picture and a model in a {@link Reference}. */
export function referenceKey(kind: Kind, model: string): string {
  return `${kind.name} / ${model}`;
}

/** Scores of the same picture may differ by the order in which floats are added, and by nothing else. */
const TOLERANCE = 1e-4;

/** Says what is wrong with a reply; undefined when all is as it should be. */
export function judgeReply(kind: Kind, model: string, reply: Reply, reference: Reference): string | undefined {
  const { status, problem, error, top, budget } = reply;
  const got = error ?? [status, problem].filter((part) => part !== null).join(' ');
  if (kind.expected === 'nothing') {
    return status === null || status < 500 ? undefined : `${got} instead of anything below 500`;
  }
  if (kind.expected !== 'photo') {
    return problem !== null && kind.expected.includes(problem)
      ? undefined
      : `${got} instead of ${kind.expected.join(' or ')}`;
  }
  if (top === null) return `${got} instead of a classification`;
  if (budget !== null && budget.used > budget.limit)
    return `${budget.used} bytes of the ${budget.limit} that may be used`;
  const known = reference.get(referenceKey(kind, model));
  if (known === undefined) return undefined;
  const isSame = known.index === top.index && Math.abs(known.score - top.score) <= TOLERANCE;
  return isSame
    ? undefined
    : `class ${top.index} (${top.score.toFixed(4)}) instead of ${known.index} (${known.score.toFixed(4)})`;
}
