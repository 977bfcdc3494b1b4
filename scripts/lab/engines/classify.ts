import { mean } from 'simple-statistics';
import { z } from 'zod';

import type { EngineName } from '../../../src/contract/names.ts';
import type { Picture } from '../../kit/load/picture.ts';
import { Failure } from '../../kit/failure.ts';

const answerSchema = z.object({
  engine: z.string(),
  predictions: z.array(z.object({ index: z.int() })).min(1),
  timings: z.object({ phases_ms: z.object({ load: z.number(), infer: z.number() }) }),
  memory: z.object({ wasm_heap_bytes: z.number() }),
});

/** One answer, and when it came; times in ms. */
export interface Answer {
  readonly client_ms: number;
  readonly load_ms: number;
  readonly infer_ms: number;
  readonly heap_bytes: number;
  /** Index of the likeliest class. */
  readonly index: number;
}

/**
 * Has a picture classified by an engine.
 * @throws Failure when it is not answered, or by another engine
 */
export async function classify(
  origin: string,
  model: string,
  engine: EngineName,
  { bytes, type }: Picture,
): Promise<Answer> {
  const begin = performance.now();
  const response = await fetch(`${origin}/v1/classify?model=${model}&engine=${engine}&top_k=1`, {
    method: 'POST',
    headers: { 'Content-Type': type },
    body: bytes,
  });
  const text = await response.text();
  const client_ms = performance.now() - begin;
  if (!response.ok) throw new Failure(`${model} in ${engine} answered ${response.status}: ${text.slice(0, 300)}`);
  const answer = answerSchema.parse(JSON.parse(text));
  if (answer.engine !== engine) throw new Failure(`${model}: ${answer.engine} ran where ${engine} was asked for`);
  return {
    client_ms,
    load_ms: answer.timings.phases_ms.load,
    infer_ms: answer.timings.phases_ms.infer,
    heap_bytes: answer.memory.wasm_heap_bytes,
    index: answer.predictions[0]?.index ?? -1,
  };
}

/** Whole milliseconds in a batch whose mean is told: they average out to a time between them. */
const BATCH = 10;

/** Means of whole batches, in order, because the Worker's clock has a resolution of 1 ms. An incomplete batch is left out. */
export function batchMeans(times: readonly number[]): number[] {
  return Array.from({ length: Math.floor(times.length / BATCH) }, (_, batch) =>
    mean(times.slice(batch * BATCH, (batch + 1) * BATCH)),
  );
}
