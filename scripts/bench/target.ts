import { z } from 'zod';

import { elsewhere } from '../kit/elsewhere.ts';
import { Failure, reasonOf } from '../kit/failure.ts';
import { readAnswer, readProblem } from './answer.ts';
import type { Picture } from '../kit/load/picture.ts';
import type { Sample } from './sample.ts';

const modelSchema = z.object({ name: z.string() });
const modelsSchema = z.object({ models: z.array(modelSchema) });

/** A server that answers classifications. */
export interface Target {
  readonly label: 'A' | 'B';
  /** Without a slash at the end. */
  readonly origin: string;
}

/** One classification to ask for. */
export interface Question {
  readonly model: string;
  readonly picture: Picture;
  /** More query parameters, `a=1&b=2`. */
  readonly query: string;
  /** Whether the server is to drop the model's session first. */
  readonly fresh: boolean;
  /** How long to wait for the answer, in ms. */
  readonly timeout: number;
  /** The deployment's key for `fresh`. */
  readonly key: string | undefined;
}

/** The part of a sample that comes from the answer. */
export type Answer = Pick<Sample, 'status' | 'error' | 'start' | 'phases' | 'bytes'> & {
  /** When the request was sent and when its answer was read, on the clock of `performance.now()`. */
  readonly sent: number;
  readonly received: number;
};

/** Sends one classification and waits for the whole answer. Never throws: what goes wrong is in the answer. */
export async function ask({ origin }: Target, question: Question, interruption?: AbortSignal): Promise<Answer> {
  const { model, picture, query, fresh, timeout, key } = question;
  const parameters = new URLSearchParams(query);
  parameters.set('model', model);
  if (fresh) parameters.set('fresh', 'session');
  const headers = { 'Content-Type': picture.type, ...(key === undefined ? {} : { 'X-EdgeLens-Key': key }) };
  const sent = performance.now();
  let status: number | null = null;
  try {
    const response = await fetch(`${origin}/v1/classify?${parameters.toString()}`, {
      method: 'POST',
      headers,
      body: picture.bytes,
      redirect: 'manual',
      signal: AbortSignal.any([AbortSignal.timeout(timeout), ...(interruption === undefined ? [] : [interruption])]),
    });
    const body = await response.text();
    const received = performance.now();
    status = response.status;
    const base = { sent, received, status, bytes: Buffer.byteLength(body) };
    if (status !== 200) {
      const error = elsewhere(origin, response) ?? readProblem(status, body);
      return { ...base, error, start: null, phases: {} };
    }
    return { ...base, error: null, ...readAnswer(body) };
  } catch (error) {
    const received = performance.now();
    return { sent, received, status, bytes: 0, error: reasonBehind(error), start: null, phases: {} };
  }
}

/**
 * Names of the models that a target has.
 * @throws Failure when it cannot be reached, sends elsewhere or is no EdgeLens
 */
export async function modelsOf({ origin }: Target): Promise<string[]> {
  const { status, body } = await read(`${origin}/v1/models`, origin);
  const parsed = modelsSchema.safeParse(body);
  if (!parsed.success) throw new Failure(`${origin} is no EdgeLens: it answers /v1/models with ${status}`);
  return parsed.data.models.map(({ name }) => name);
}

/**
 * The model of a target that answers to a name, which may be that of a network; undefined where none does.
 * @throws Failure when it cannot be reached
 */
export async function answeringModel({ origin }: Target, name: string): Promise<string | undefined> {
  const { status, body } = await read(`${origin}/v1/models/${encodeURIComponent(name)}`, origin);
  const parsed = modelSchema.safeParse(body);
  return status === 200 && parsed.success ? parsed.data.name : undefined;
}

/** @returns the body as JSON; undefined where it is none */
async function read(address: string, origin: string): Promise<{ readonly status: number; readonly body: unknown }> {
  let response: Response;
  try {
    response = await fetch(address, { redirect: 'manual', signal: AbortSignal.timeout(30_000) });
  } catch (error) {
    throw new Failure(`${origin} cannot be reached: ${reasonBehind(error)}`);
  }
  const moved = elsewhere(origin, response);
  if (moved !== undefined) throw new Failure(moved);
  const body: unknown = await response.json().catch(() => undefined);
  return { status: response.status, body };
}

/** undici's "fetch failed" hides what happened in its cause. */
function reasonBehind(error: unknown): string {
  if (error instanceof Error && error.cause instanceof Error) {
    const { cause } = error;
    return cause.message === '' && 'code' in cause ? String(cause.code) : cause.message;
  }
  return reasonOf(error);
}
