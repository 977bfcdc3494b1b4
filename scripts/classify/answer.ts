import { z } from 'zod';

import { predictionSchema } from '../../src/contract/explanation.ts';

/** What is read of an answer; all else is kept as it came, so that newer deployments are understood, too. */
export const answerSchema = z.looseObject({
  model: z.string(),
  engine: z.string(),
  predictions: z.array(z.looseObject(predictionSchema.shape)),
  unknown: z.boolean(),
});
export type Answer = z.infer<typeof answerSchema>;

/** Why a picture has no answer, or a request none at all. Gateways have problems of their own, so little is asked of it. */
export const problemSchema = z.looseObject({ type: z.string(), detail: z.string(), status: z.number().optional() });
export type Problem = z.infer<typeof problemSchema>;

/** One picture of a request: a line of the answer to a batch. */
export const itemSchema = z.looseObject({
  index: z.int(),
  answer: answerSchema.nullable(),
  problem: problemSchema.nullable(),
});

/** The last line of the answer to a batch. */
export const endSchema = z.looseObject({
  complete: z.boolean(),
  problem: problemSchema.nullable(),
});

/** What became of a file. */
export type Outcome =
  | { readonly file: string; readonly answer: Answer; readonly problem: null }
  | { readonly file: string; readonly answer: null; readonly problem: Problem };

/** A problem of a picture by the last part of its type: `not-a-picture`. */
export function kindOf({ type }: Problem): string {
  return type.slice(type.lastIndexOf('/') + 1);
}

/** What this command has to say of a file itself. */
export function ownProblem(kind: string, detail: string): Problem {
  return { type: `/problems/${kind}`, detail };
}

/** Kinds of problems that may be gone another time. `--resume` asks those pictures again. */
const PASSING = new Set([
  'rate-limited',
  'busy',
  'model-unavailable',
  'internal-error',
  'upload-aborted',
  'upload-too-slow',
  'unreadable-file',
  'unreachable',
  'no-answer',
]);

/** Whether a picture with this problem may be answered another time. */
export function isPassing(kind: string): boolean {
  return PASSING.has(kind) || /^http-(408|425|429|5\d\d)$/.test(kind);
}
