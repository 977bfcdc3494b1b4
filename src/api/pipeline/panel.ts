import type { z } from '@hono/zod-openapi';
import type { Context } from 'hono';

import type { DecodedPicture } from '../../contract/job.ts';
import { modelBytes } from '../../catalogue/registry.ts';
import { type Metric, timingHeader } from '../../latency/server-timing.ts';
import { describeStart, type Start } from '../../latency/start.ts';
import { Stopwatch } from '../../latency/stopwatch.ts';
import type { AppEnv } from '../app-env.ts';
import type { Candidate } from './ballot.ts';
import type { compareSchema } from '../../contract/comparison.ts';
import { decodePicture, type JobStub, loadModel } from './job.ts';
import { askModel, type ModelAnswer, type Question } from './model-answer.ts';
import { record } from './record.ts';

/** What one model of a comparison did. */
export interface Part {
  readonly candidate: Candidate;
  readonly start: Start;
  /** Has what only this model took. */
  readonly watch: Stopwatch;
  readonly answer: ModelAnswer;
}

/**
 * Shows the job's picture to its models, one after the other, and decodes it once: as soon as the first model has its
 * memory, so that the decoder knows what is left.
 * @throws ProblemError when a model or the picture is refused
 */
export async function askInTurn(
  c: Context<AppEnv>,
  job: JobStub,
  candidates: readonly Candidate[],
  watch: Stopwatch,
  { topK, explain }: Pick<Question, 'topK' | 'explain'>,
): Promise<{ picture: DecodedPicture; parts: Part[] }> {
  let picture: DecodedPicture | undefined;
  const parts: Part[] = [];
  for (const [index, candidate] of candidates.entries()) {
    const own = new Stopwatch();
    const start = describeStart(await loadModel(job, candidate.model, own, { index, explain: explain !== undefined }));
    picture ??= await decodePicture(job, watch);
    const keepPicture = explain?.drawn === true || index < candidates.length - 1;
    const answer = await askModel(c, job, candidate, picture, own, { index, topK, explain, keepPicture });
    parts.push({ candidate, start, watch: own, answer });
  }
  if (picture === undefined) throw new Error('no model was asked');
  return { picture, parts };
}

/** What the answer says of a model. */
export function describePart({
  candidate: { model, engine, weight },
  start,
  watch,
  answer: { predictions, explanations },
}: Part): z.infer<typeof compareSchema>['models'][number] {
  const ran = (name: string): number => watch.phase(name) ?? 0;
  const phases_ms = {
    load: ran('load'),
    preprocess: ran('preprocess'),
    infer: ran('infer'),
    explain: watch.phase('explain'),
  };
  const total_ms = Object.values(phases_ms).reduce<number>((sum, phase) => sum + (phase ?? 0), 0);
  const model_bytes = modelBytes(model, engine);
  return { model: model.name, engine, weight, predictions, explanations, start, phases_ms, total_ms, model_bytes };
}

/** Has the ledger keep what was this model's own; what all shared belongs to none of them, and is left out. */
export function recordPart(
  c: Context<AppEnv>,
  part: Part,
  picture: { readonly format: string; readonly bytes: number },
  wasm_heap_bytes: number,
): void {
  const { model, engine, start, phases_ms } = describePart(part);
  const shared = { receive: null, queue: null, rpc: null, decode: null, total: null };
  record(c, {
    model,
    start: start.kind,
    engine,
    clock: part.watch.clock,
    durations: { ...shared, ...phases_ms },
    picture,
    wasm_heap_bytes,
    tiered: start.tiered,
  });
}

/** The durations of a comparison, as its `Server-Timing` header has them: those of a model bear its name. */
export function panelTiming(parts: readonly Part[], watch: Stopwatch, receive: number): string {
  const shared = (name: string): Metric => ({ name, milliseconds: watch.phase(name) });
  const own = parts
    .map(describePart)
    .flatMap(({ model, engine, phases_ms }) =>
      Object.entries(phases_ms).map(([name, milliseconds]) => ({ name, milliseconds, subject: `${model}@${engine}` })),
    );
  return timingHeader(watch.clock, [
    { name: 'receive', milliseconds: receive },
    ...['queue', 'rpc', 'decode'].map(shared),
    ...own,
    shared('draw'),
    { name: 'total', milliseconds: watch.total },
  ]);
}
