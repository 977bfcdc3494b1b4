import type { Context } from 'hono';

import type { DecodedPicture, Job, LoadReport } from '../inference/entrypoint.ts';
import type { ModelEntry } from '../inference/manifest.ts';
import { findModel, listModels } from '../inference/registry.ts';
import type { Stopwatch } from '../latency/stopwatch.ts';
import type { PhotoError } from '../photo/photo-error.ts';
import type { AppEnv } from './app-env.ts';
import type { ProblemName } from './problem-kinds.ts';
import { ProblemError } from './problem.ts';

/** A job on the inference entrypoint, as the handler sees it through RPC. */
export type JobStub = Rpc.Stub<Job>;

const PHOTO_PROBLEMS: Record<PhotoError['kind'], ProblemName> = {
  empty: 'empty-body',
  unsupported_format: 'unsupported-picture-format',
  not_a_picture: 'not-a-picture',
  truncated: 'truncated-picture',
  bad_dimensions: 'bad-dimensions',
  too_large: 'picture-too-large',
};

/**
 * The model that a request names, or the default one.
 * @throws ProblemError `unknown-model`, with the known ones
 */
export function requireModel(name?: string): ModelEntry {
  const model = findModel(name);
  if (model === undefined) {
    const models = listModels().map((known) => known.name);
    throw new ProblemError('unknown-model', `There is no model of that name. Known: ${models.join(', ')}.`, { models });
  }
  return model;
}

/** Opens the job of a request. The caller disposes of it, which frees its picture and tensors. */
export async function openJob(c: Context<AppEnv>, model: ModelEntry): Promise<JobStub> {
  c.set('model', model.name);
  const { exports } = c.executionCtx as ExecutionContext;
  return exports.Inference.open(model.name);
}

/**
 * Times the job's first step, making the model ready.
 * @throws ProblemError `model-unavailable`
 */
export async function loadModel(job: JobStub, model: ModelEntry, watch: Stopwatch): Promise<LoadReport> {
  try {
    return await watch.time('load', () => job.load());
  } catch (error) {
    console.error(JSON.stringify({ event: 'load_failed', model: model.name, error: String(error) }));
    throw new ProblemError(
      'model-unavailable',
      `${model.name} could not be loaded. Try again in a moment.`,
      {},
      { 'Retry-After': '1' },
    );
  }
}

/**
 * Times the job's second step, decoding the picture.
 * @throws ProblemError when the picture is refused
 */
export async function decodePicture(job: JobStub, bytes: Uint8Array, watch: Stopwatch): Promise<DecodedPicture> {
  const { picture, refusal } = await watch.time('decode', () => job.decode(bytes));
  if (refusal !== null) throw new ProblemError(PHOTO_PROBLEMS[refusal.kind], refusal.message, refusal.detail);
  if (picture === null) throw new Error('the decoder neither answered nor refused');
  return picture;
}
