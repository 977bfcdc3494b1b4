import { z } from 'zod';

import type { EngineName } from '../../../src/contract/names.ts';
import { Failure } from '../../kit/failure.ts';
import type { Picture } from '../../kit/load/picture.ts';

const answerSchema = z.object({
  engine: z.string(),
  timings: z.object({ phases_ms: z.object({ infer: z.number() }) }),
});

/** What became of one request; times in ms. */
export interface Outcome {
  /** From when it was due until all of its answer was read. */
  readonly ms: number;
  /** 200, or 503 of a Worker that has as much to do as it accepts. */
  readonly status: 200 | 503;
  /** What a refusal says of when to come again, in seconds. */
  readonly retryAfter: string | null;
  /** The phase `infer` of an answer, in whole ms. */
  readonly infer_ms: number | undefined;
}

/** What is asked of the Worker. */
export interface Question {
  readonly model: string;
  readonly engine: EngineName;
  readonly picture: Picture;
}

/**
 * Has a picture classified, or is refused because the Worker is busy.
 * @param due when the request was due on the clock of `performance.now()`
 * @throws Failure for every other answer
 */
export async function classifyOrBusy(
  origin: string,
  { model, engine, picture }: Question,
  due: number,
): Promise<Outcome> {
  const response = await fetch(`${origin}/v1/classify?model=${model}&engine=${engine}&top_k=1`, {
    method: 'POST',
    headers: { 'Content-Type': picture.type },
    body: picture.bytes,
  });
  const text = await response.text();
  const ms = performance.now() - due;
  const retryAfter = response.headers.get('Retry-After');
  if (response.status === 503 && text.includes('/problems/busy')) {
    return { ms, status: 503, retryAfter, infer_ms: undefined };
  }
  if (response.status !== 200) throw new Failure(`${model} answered ${response.status}: ${text.slice(0, 300)}`);
  const answer = answerSchema.parse(JSON.parse(text));
  if (answer.engine !== engine) throw new Failure(`${model}: ${answer.engine} ran where ${engine} was asked for`);
  return { ms, status: 200, retryAfter, infer_ms: answer.timings.phases_ms.infer };
}

/**
 * Asks for the list of models, which takes no inference.
 * @param due as for {@link classifyOrBusy}
 * @returns ms until all of it was read
 * @throws Failure for any other status than 200
 */
export async function readModels(origin: string, due: number): Promise<number> {
  const response = await fetch(`${origin}/v1/models`);
  await response.text();
  if (response.status !== 200) throw new Failure(`/v1/models answered ${response.status}`);
  return performance.now() - due;
}
