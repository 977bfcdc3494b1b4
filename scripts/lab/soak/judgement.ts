import type { Reply } from './request.ts';
import type { Kind } from './traffic.ts';

/** The outcome of a request. */
export type Outcome =
  /** As it should be. */
  | 'expected'
  /** A good one, once busy and then as it should be. */
  | 'after busy'
  /** Otherwise; see {@link judgeReply}. */
  | 'unexpected';

/** The classes of each picture without other traffic. */
export type Reference = ReadonlyMap<string, NonNullable<Reply['top']>>;

/** Name of a picture and a model in a {@link Reference}. */
export function referenceKey(kind: Kind, model: string): string {
  return `${kind.name} / ${model}`;
}

/** Scores of the same picture may differ only because floats are added in another order. */
const TOLERANCE = 1e-4;

/** Judges a reply; undefined when it is as it should be. */
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
