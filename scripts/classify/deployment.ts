import { MOST_PICTURES } from '../../src/upload/pictures.ts';
import { elsewhere } from '../kit/elsewhere.ts';
import { Failure, reasonOf, UsageError } from '../kit/failure.ts';
import {
  type Answer,
  answerSchema,
  endSchema,
  itemSchema,
  kindOf,
  ownProblem,
  type Problem,
  problemSchema,
} from './answer.ts';
import type { Picture } from './picture-file.ts';

/** What wrangler.toml sets, until a deployment tells its own. */
const USUAL_BYTES = 2 ** 24;

/** Problems that no other picture would change: the command line is wrong. */
const WRONG_COMMAND = new Set(['invalid-parameter', 'unknown-model', 'engine-not-available']);
/** The same where the deployment, or what it knows of the sender, is in the way. */
const REFUSED = new Set([
  'key-required',
  'verification-failed',
  'verification-unavailable',
  'model-too-large',
  'invalid-host',
]);

/** No answer came, or it broke off. */
export class Unreachable extends Error {
  override readonly name = 'Unreachable';
}

/** How a request ended. */
export interface Ending {
  /** What ended it before each picture had an answer; null where nothing did. */
  readonly problem: Problem | null;
  /** After how many seconds it may be sent again, where somebody said so. */
  readonly retryAfter: number | null;
  /** Whether the deployment has told something about itself, so that the same pictures are sent in another way. */
  readonly learned: boolean;
}

/** What a deployment answers to one picture. */
export type Reply = { readonly answer: Answer } | { readonly answer: null; readonly problem: Problem };

/** Where pictures are sent, and what is known of it. */
export class Deployment {
  readonly #origin: string;
  readonly #query: string;
  readonly #headers: Readonly<Record<string, string>>;
  #hasBatches = true;
  #mostBytes = USUAL_BYTES;
  #mostPictures = MOST_PICTURES;
  #isLimitKnown = false;

  /** @param origin without a slash at the end */
  constructor(origin: string, query: URLSearchParams, key: string | undefined) {
    this.#origin = origin;
    this.#query = query.toString();
    this.#headers = key === undefined ? {} : { 'X-EdgeLens-Key': key };
  }

  /** Most pictures of a request. */
  get mostPictures(): number {
    return this.#hasBatches ? this.#mostPictures : 1;
  }

  /** Most bytes of a request with several pictures. */
  get mostBytes(): number {
    return this.#mostBytes;
  }

  /** Most bytes of a picture; undefined until the deployment has told. */
  get knownLimit(): number | undefined {
    return this.#isLimitKnown ? this.#mostBytes : undefined;
  }

  /**
   * Looks whether somebody is there, so that nothing is tried again and again where nobody is.
   * @throws Failure
   */
  async requireAlive(signal: AbortSignal): Promise<void> {
    const response = await this.#fetch('/healthz', { signal }).catch((error: unknown) => {
      if (!(error instanceof Unreachable)) throw error;
      throw new Failure(`${this.#origin} cannot be reached: ${error.message}. "npm start" starts one on this machine`);
    });
    const text = await response.text();
    // Whoever has asked too much is told so, and is there.
    if (response.status !== 429 && (!response.ok || !text.includes('"status"'))) {
      throw new Failure(`${this.#origin} answered ${response.status} to GET /healthz: is it EdgeLens?`);
    }
  }

  /**
   * Sends pictures in one request.
   * @param onReply is called for each picture that has an answer or a problem of its own, as soon as that is there
   * @throws Unreachable; UsageError and Failure for what would be the same with any picture
   */
  async ask(
    pictures: readonly Picture[],
    onReply: (index: number, reply: Reply, retryAfter: number | null) => void,
    signal: AbortSignal,
  ): Promise<Ending> {
    const isBatch = this.#hasBatches;
    const body = new FormData();
    for (const [index, { bytes }] of pictures.entries()) body.append('image', new Blob([bytes]), `${index}`);
    const response = await this.#fetch(`/v1/classify${isBatch ? '/batch' : ''}?${this.#query}`, {
      method: 'POST',
      body,
      signal,
      headers: { Accept: isBatch ? 'application/x-ndjson' : 'application/json' },
    });
    if (!response.ok) return this.#refusal(response, isBatch, pictures.length);
    if (isBatch) return this.#readLines(response, onReply);
    const answer = answerSchema.safeParse(parsed(await this.#text(response)));
    if (!answer.success) throw this.#noEdgeLens();
    onReply(0, { answer: answer.data }, null);
    return { problem: null, retryAfter: null, learned: false };
  }

  async #readLines(response: Response, onReply: Parameters<Deployment['ask']>[1]): Promise<Ending> {
    if (response.body === null) throw this.#noEdgeLens();
    for await (const line of linesOf(response.body)) {
      const object = parsed(line);
      const item = itemSchema.safeParse(object);
      if (item.success) {
        const { index, answer, problem } = item.data;
        if (answer !== null) onReply(index, { answer }, null);
        else onReply(index, { answer, problem: problem ?? NO_ANSWER }, problem === null ? null : periodOf(problem));
        continue;
      }
      const end = endSchema.safeParse(object);
      if (!end.success) throw this.#noEdgeLens();
      const { problem } = end.data;
      return { problem, retryAfter: null, learned: problem !== null && this.#learn(problem, 1) };
    }
    throw new Unreachable('the answer broke off');
  }

  /** What a request is answered with that is refused as a whole. */
  async #refusal(response: Response, isBatch: boolean, pictures: number): Promise<Ending> {
    const { status, headers } = response;
    const text = await this.#text(response);
    const parsedProblem = problemSchema.safeParse(parsed(text));
    const problem = parsedProblem.success
      ? parsedProblem.data
      : ownProblem(`http-${status}`, `${this.#origin} answered ${status} without saying why.`);
    const kind = kindOf(problem);
    if (WRONG_COMMAND.has(kind)) throw new UsageError(`${this.#origin}: ${problem.detail}`);
    if (REFUSED.has(kind)) throw new Failure(`${this.#origin}: ${problem.detail}`);
    if (status === 404 || status === 405) {
      if (!isBatch) throw this.#noEdgeLens();
      this.#hasBatches = false;
      return { problem, retryAfter: null, learned: true };
    }
    if (status === 401 || status === 403) throw new Failure(`${this.#origin} answered ${status}: ${problem.detail}`);
    const learned = status === 413 && this.#learn(problem, pictures);
    return { problem, retryAfter: secondsOf(headers.get('Retry-After')) ?? periodOf(problem), learned };
  }

  /** @returns whether the same pictures may be taken if they are sent in smaller requests */
  #learn(problem: Problem, pictures: number): boolean {
    const { limit_bytes: bytes, limit_pictures: most } = problem;
    if (typeof most === 'number' && most >= 1 && most < this.#mostPictures) {
      this.#mostPictures = most;
      return true;
    }
    if (typeof bytes === 'number') {
      this.#mostBytes = bytes;
      this.#isLimitKnown = true;
    } else if (pictures > 1) {
      this.#mostBytes = Math.ceil(this.#mostBytes / 2);
    }
    return pictures > 1;
  }

  /** @throws Unreachable; Failure when it sends elsewhere */
  async #fetch(path: string, init: RequestInit): Promise<Response> {
    let response: Response;
    try {
      const headers = { ...this.#headers, ...(init.headers as Record<string, string> | undefined) };
      response = await fetch(`${this.#origin}${path}`, { ...init, headers, redirect: 'manual' });
    } catch (error) {
      throw unreachable(error);
    }
    const moved = elsewhere(this.#origin, response);
    if (moved !== undefined) throw new Failure(moved);
    return response;
  }

  async #text(response: Response): Promise<string> {
    try {
      return await response.text();
    } catch (error) {
      throw unreachable(error);
    }
  }

  #noEdgeLens(): Failure {
    return new Failure(`${this.#origin} answered something that is no classification: is it EdgeLens?`);
  }
}

const NO_ANSWER = ownProblem('no-answer', 'The deployment answered neither with classes nor with a problem.');

/** The lines of a body as they arrive. @throws Unreachable */
async function* linesOf(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let rest = '';
  for (;;) {
    const { done, value } = await reader.read().catch((error: unknown) => {
      throw unreachable(error);
    });
    if (done) break;
    const lines = (rest + decoder.decode(value, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
  if (rest !== '') yield rest;
}

/** undici hides what happened in the cause of "fetch failed". */
function unreachable(error: unknown): Unreachable {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  return new Unreachable(reasonOf(cause) || code, { cause: error });
}

/** How many seconds a problem of a single picture says to wait. */
function periodOf({ period_s: period }: Problem): number | null {
  return typeof period === 'number' ? period : null;
}

/** Retry-After is a number of seconds or a date (RFC 9110, section 10.2.3). */
function secondsOf(value: string | null): number | null {
  if (value === null) return null;
  const seconds = /^\d+$/.test(value.trim()) ? Number(value) : (Date.parse(value) - Date.now()) / 1000;
  return Number.isNaN(seconds) ? null : Math.max(0, seconds);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
