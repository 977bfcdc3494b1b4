import type { Context } from 'hono';

import type { Env } from '../../env.ts';
import type { Job } from '../../inference/job.ts';
import type { DecodedPicture, LoadReport, ReceivedPicture } from '../../contract/job.ts';
import type { Outcome } from '../../inference/outcome.ts';
import type { EngineName, ModelEntry } from '../../catalogue/manifest.ts';
import type { Refusal } from '../../inference/refusal.ts';
import { findModel, listModels } from '../../catalogue/registry.ts';
import type { Stopwatch } from '../../latency/stopwatch.ts';
import { BODY_BYTES } from '../../inference/memory/limits.ts';
import type { ImageErrorKind } from '../../image/image-error.ts';
import type { UploadErrorKind } from '../../upload/upload-error.ts';
import type { HeatMap } from '../../verdict/gradcam.ts';
import type { AppEnv } from '../app-env.ts';
import { logEvent, logEventOnce } from '../log.ts';
import type { ProblemName } from '../../contract/problem.ts';
import { ProblemError } from '../problem.ts';

/** A model, and what is to run it. */
export interface Choice {
  readonly model: ModelEntry;
  readonly engine: EngineName;
}

/** How {@link loadModel} goes about it. */
interface LoadOptions {
  /** Which of the job's subjects. */
  readonly index?: number;
  /** Whether heat maps will be asked for. */
  readonly explain?: boolean;
}

/** A job on the inference entrypoint, as the handler sees it through RPC. */
export type JobStub = Rpc.Stub<Job>;

const UPLOAD_PROBLEMS: Record<UploadErrorKind, ProblemName> = {
  empty: 'empty-body',
  unsupported_media_type: 'unsupported-media-type',
  missing_field: 'missing-field',
  duplicate_field: 'duplicate-field',
  unknown_field: 'invalid-parameter',
  malformed_form: 'malformed-form',
  too_large: 'body-too-large',
  too_slow: 'upload-too-slow',
  aborted: 'upload-aborted',
};

const PHOTO_PROBLEMS: Record<ImageErrorKind, ProblemName> = {
  empty: 'empty-body',
  unsupported_format: 'unsupported-picture-format',
  not_a_picture: 'not-a-picture',
  truncated: 'truncated-picture',
  bad_dimensions: 'bad-dimensions',
  too_large: 'picture-too-large',
};

/** What goes with a problem in its headers. */
const HEADERS: Partial<Record<ProblemName, Record<string, string>>> = {
  'unsupported-media-type': { Accept: 'image/*, multipart/form-data' },
  busy: { 'Retry-After': '1' },
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

/**
 * Opens the job of a request, has it used and closes it, which gives back its memory and its turn. Both also happen when
 * the client hangs up in the middle: then nobody waits for the answer, but the work goes on to its end.
 */
export function withJob<Result>(
  c: Context<AppEnv>,
  choices: readonly Choice[],
  use: (job: JobStub) => Promise<Result>,
): Promise<Result> {
  c.set('model', choices.map(({ model }) => model.name).join(','));
  const { exports } = c.executionCtx as ExecutionContext;
  const work = async (): Promise<Result> => {
    using job = await exports.Inference.open(choices.map(({ model, engine }) => ({ model: model.name, engine })));
    try {
      return await use(job);
    } finally {
      await job.close();
    }
  };
  const result = work();
  c.executionCtx.waitUntil(result.catch(() => undefined));
  return result;
}

/**
 * Has the job read the picture of the request.
 * @throws ProblemError when there is none, or it is not taken
 */
export async function receivePicture(c: Context<AppEnv>, job: JobStub): Promise<ReceivedPicture> {
  const length = Number(c.req.header('Content-Length') ?? Number.NaN);
  return valueOf(
    job,
    await job.receive(c.req.raw.body, {
      contentType: c.req.header('Content-Type') ?? null,
      expectedBytes: Number.isSafeInteger(length) ? length : null,
      maxBytes: bodyLimit(c.env),
    }),
  );
}

/** Upper bound of a body in bytes. */
function bodyLimit({ MAX_BODY_BYTES }: Env): number {
  const bytes = Number(MAX_BODY_BYTES);
  if (bytes >= 1 && bytes <= BODY_BYTES) return bytes;
  const fault = `MAX_BODY_BYTES counts as ${BODY_BYTES}, because it is no number from 1 to that`;
  logEventOnce('error', 'misconfigured', { fault });
  return BODY_BYTES;
}

/**
 * Times the wait until the isolate has nothing else to compute.
 * @throws ProblemError `busy`
 */
export async function enterQueue(job: JobStub, watch: Stopwatch): Promise<void> {
  await valueOf(job, await watch.time('queue', () => job.enter()));
}

/**
 * Times the job's first step, making the model ready.
 * @throws ProblemError `model-unavailable`, `model-too-large` or `busy`
 */
export async function loadModel(
  job: JobStub,
  model: ModelEntry,
  watch: Stopwatch,
  { index = 0, explain = false }: LoadOptions = {},
): Promise<LoadReport> {
  let loaded: Outcome<LoadReport>;
  try {
    loaded = await watch.time('load', () => job.load(index, explain));
  } catch (error) {
    logEvent('error', 'load_failed', { model: model.name, error: String(error) });
    throw new ProblemError(
      'model-unavailable',
      `${model.name} could not be loaded. Try again in a moment.`,
      {},
      { 'Retry-After': '1' },
    );
  }
  return valueOf(job, loaded);
}

/**
 * Times the job's second step, decoding the picture.
 * @throws ProblemError when the picture is refused
 */
export async function decodePicture(job: JobStub, watch: Stopwatch): Promise<DecodedPicture> {
  return valueOf(job, await watch.time('decode', () => job.decode()));
}

/**
 * Times where the job's evidence for some classes lies, after its model has run.
 * @throws ProblemError `busy`
 */
export async function explainModel(
  job: JobStub,
  classes: readonly number[],
  watch: Stopwatch,
  index = 0,
): Promise<HeatMap[]> {
  return valueOf(job, await watch.time('explain', () => job.explain(index, classes)));
}

/**
 * Times the drawing of all heat maps.
 * @throws ProblemError `busy`
 */
export async function drawMaps(job: JobStub, watch: Stopwatch): Promise<Uint8Array> {
  return valueOf(job, await watch.time('draw', () => job.draw()));
}

/** @throws ProblemError for a refusal, with the account of the isolate's memory */
async function valueOf<Value>(job: JobStub, { value, refusal }: Outcome<Value>): Promise<Value> {
  if (refusal === null) return value;
  const problem = problemOf(refusal);
  throw new ProblemError(
    problem,
    refusal.message,
    { ...refusal.detail, memory: await job.memory() },
    HEADERS[problem] ?? {},
  );
}

function problemOf(refusal: Refusal): ProblemName {
  switch (refusal.stage) {
    case 'upload':
      return UPLOAD_PROBLEMS[refusal.kind];
    case 'photo':
      return PHOTO_PROBLEMS[refusal.kind];
    case 'memory':
      return refusal.kind === 'busy' ? 'busy' : 'model-too-large';
  }
}
