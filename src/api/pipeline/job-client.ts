import type { Context } from 'hono';

import type { BodyHead, ReceivedPicture, Refusal, RefusalKind, StepResult } from '../../contract/job.ts';
import type { Memory } from '../../contract/memory.ts';
import type { ProblemName } from '../../contract/problems.ts';
import type { Env } from '../../env.ts';
import type { Job } from '../../inference/job.ts';
import { BODY_BYTES } from '../../inference/memory/limits.ts';
import type { Stopwatch } from '../../latency/stopwatch.ts';
import type { AppEnv } from '../app-env.ts';
import { logEventOnce } from '../log.ts';
import { ProblemError } from '../problem.ts';
import type { Member } from './members.ts';

/** A job on the inference entrypoint, as the handler sees it through RPC. */
export type JobStub = Rpc.Stub<Job>;

const PROBLEMS: { readonly [Stage in Refusal['stage']]: Readonly<Record<RefusalKind<Stage>, ProblemName>> } = {
  upload: {
    empty: 'empty-body',
    unsupported_media_type: 'unsupported-media-type',
    missing_field: 'missing-field',
    duplicate_field: 'duplicate-field',
    unknown_field: 'invalid-parameter',
    malformed_form: 'malformed-form',
    malformed_json: 'malformed-json',
    malformed_base64: 'malformed-base64',
    too_many: 'too-many-pictures',
    url_not_allowed: 'url-not-allowed',
    url_unreachable: 'url-unreachable',
    too_large: 'body-too-large',
    too_slow: 'upload-too-slow',
    aborted: 'upload-aborted',
  },
  photo: {
    empty: 'empty-body',
    unsupported_format: 'unsupported-picture-format',
    not_a_picture: 'not-a-picture',
    truncated: 'truncated-picture',
    bad_dimensions: 'bad-dimensions',
    too_large: 'picture-too-large',
  },
  memory: { busy: 'busy', model_too_large: 'model-too-large', model_unavailable: 'model-unavailable' },
};

/** Headers that some problems carry. */
const HEADERS: Partial<Record<ProblemName, Record<string, string>>> = {
  'unsupported-media-type': { Accept: 'image/*, multipart/form-data, application/json', 'Accept-Encoding': 'identity' },
  busy: { 'Retry-After': '1' },
  'model-unavailable': { 'Retry-After': '1' },
};

/**
 * Opens the job of a request, runs its steps and finishes it, which releases its memory and its slot. The job is also
 * finished when the client hangs up in the middle: then nobody waits for the answer, but the work goes on to its end.
 * @returns what the steps returned, and what the isolate's memory was spent on after them
 */
export function runJob<Result>(
  c: Context<AppEnv>,
  members: readonly Member[],
  steps: (job: JobStub) => Promise<Result>,
): Promise<{ result: Result; memory: Memory }> {
  c.set('model', members.map(({ model }) => model.name).join(','));
  const { exports } = c.executionCtx as ExecutionContext;
  const { trace_id, span_id } = c.get('trace');
  const work = async (): Promise<{ result: Result; memory: Memory }> => {
    using opened = await exports.Inference.open(
      members.map(({ model, engine }) => ({ model: model.name, engine })),
      { trace_id, span_id },
    );
    const job = valueOf(opened);
    let result: Result;
    try {
      result = await steps(job);
    } catch (error) {
      await job.finish();
      throw error;
    }
    return { result, memory: await job.finish() };
  };
  const done = work();
  c.executionCtx.waitUntil(done.catch(() => undefined));
  return done;
}

/**
 * Has the job read the picture of the request.
 * @throws ProblemError when there is none, or it is refused
 */
export async function receivePicture(c: Context<AppEnv>, job: JobStub): Promise<ReceivedPicture> {
  return valueOf(await job.receive(c.req.raw.body, bodyHead(c)));
}

/**
 * Has the job open the body of the request, which may have several pictures.
 * @throws ProblemError when its headers say that it is refused
 */
export async function openPictures(c: Context<AppEnv>, job: JobStub): Promise<void> {
  valueOf(await job.open(c.req.raw.body, bodyHead(c)));
}

function bodyHead(c: Context<AppEnv>): BodyHead {
  const length = Number(c.req.header('Content-Length') ?? Number.NaN);
  return {
    contentType: c.req.header('Content-Type') ?? null,
    contentEncoding: c.req.header('Content-Encoding') ?? null,
    expectedBytes: Number.isSafeInteger(length) ? length : null,
    maxBytes: bodyLimit(c.env),
  };
}

/**
 * Times a step of a job.
 * @param told gets the value while the step is still being timed
 * @throws ProblemError when the step is refused
 */
export async function timeStep<Value>(
  watch: Stopwatch,
  name: string,
  step: () => Promise<StepResult<Value>>,
  told?: (value: Value) => void,
): Promise<Value> {
  const result = await watch.time(name, async () => {
    const answer = await step();
    if (answer.refusal === null) told?.(answer.value);
    return answer;
  });
  return valueOf(result);
}

/** Upper bound of a body in bytes. */
function bodyLimit({ MAX_BODY_BYTES }: Env): number {
  const bytes = Number(MAX_BODY_BYTES);
  if (bytes >= 1 && bytes <= BODY_BYTES) return bytes;
  const fault = `MAX_BODY_BYTES counts as ${BODY_BYTES}, because it is not a number from 1 to ${BODY_BYTES}`;
  logEventOnce('error', 'misconfigured', { fault });
  return BODY_BYTES;
}

/**
 * The value of a step.
 * @throws ProblemError for a refusal, with the memory of the isolate
 */
export function valueOf<Value>({ value, refusal }: StepResult<Value>): Value {
  if (refusal === null) return value;
  const { stage, kind, message, detail, memory } = refusal;
  const problems: Readonly<Partial<Record<typeof kind, ProblemName>>> = PROBLEMS[stage];
  const problem = problems[kind] ?? 'internal-error';
  throw new ProblemError(problem, message, { ...detail, memory }, HEADERS[problem] ?? {});
}
