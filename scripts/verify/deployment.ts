import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';

import { Failure, reasonOf } from '../kit/failure.ts';
import { Pace } from './pace.ts';

/** How long to wait for an answer, in ms: the slowest cold start takes a few seconds. */
const PATIENCE = 60_000;
/** How long to wait for the refusal of a body that does not come, in ms; the Worker waits some seconds for it. */
const ANNOUNCED_PATIENCE = 20_000;
/** How often an answer that says "later" is waited for. */
const ATTEMPTS = 3;
/** The longest `Retry-After` that is obeyed, in s. */
const LONGEST_WAIT = 90;

/** An answer, read to its end. */
export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Uint8Array;
  /** From the call of fetch to the last byte, in ms. */
  readonly ms: number;
}

/** What is sent. */
export interface Question {
  readonly method?: 'GET' | 'POST';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array<ArrayBuffer> | string;
  /** Whether an answer that says "later" is itself what is asked for. */
  readonly once?: boolean;
}

/** Who is asked, and as whom. */
export interface Access {
  /** Without a slash at the end. */
  readonly origin: string;
  /** Sent as X-EdgeLens-Key. */
  readonly key?: string | undefined;
  /** Further headers of each request. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** A deployment that is asked over HTTP, never faster than it lets others ask. */
export class Deployment {
  readonly origin: string;
  readonly key: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly pace = new Pace();
  /** Bytes of all bodies that came, uncompressed. */
  receivedBytes = 0;
  /** Data centres that answered, by Cloudflare's names. */
  readonly locations = new Set<string>();

  constructor({ origin, key, headers = {} }: Access) {
    this.origin = origin;
    this.key = key;
    this.headers = { ...headers, ...(key !== undefined && { 'X-EdgeLens-Key': key }) };
  }

  /**
   * Sends a request, and sends it again when the answer says "later".
   * @throws Failure when nobody answers
   */
  async ask(path: string, question: Question = {}): Promise<Reply> {
    for (let attempt = 1; ; attempt++) {
      const reply = await this.#askOnce(path, question);
      const wait = Number(reply.headers.get('Retry-After') ?? Number.NaN);
      const isLater = [429, 503].includes(reply.status) && wait <= LONGEST_WAIT;
      if (question.once === true || !isLater || attempt === ATTEMPTS) return reply;
      await sleep(1000 * wait);
    }
  }

  /**
   * Announces a body by its length alone and sends nothing of it.
   * @returns the status and the body of the answer; undefined when none came
   */
  announce(path: string, length: number, type: string): Promise<Reply | undefined> {
    const url = new URL(path, this.origin);
    const headers = { ...this.headers, 'Content-Type': type, 'Content-Length': length };
    const send = url.protocol === 'https:' ? requestHttps : requestHttp;
    this.pace.note(performance.now());
    return new Promise((resolve) => {
      const begin = performance.now();
      const signal = AbortSignal.timeout(ANNOUNCED_PATIENCE);
      const request = send(url, { method: 'POST', headers, signal }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.once('end', () => {
          const given = Object.entries(response.headers).map(([name, value]) => [name, String(value)] as const);
          resolve({
            status: response.statusCode ?? 0,
            headers: new Headers(Object.fromEntries(given)),
            body: Buffer.concat(chunks),
            ms: performance.now() - begin,
          });
          request.destroy();
        });
      });
      request.once('error', () => {
        resolve(undefined);
      });
      request.flushHeaders();
    });
  }

  /** Waits until so many requests that run a model can be sent at once. */
  async rest(further = 1): Promise<void> {
    const delay = this.pace.delay(performance.now(), further);
    if (delay > 0) await sleep(delay);
  }

  async #askOnce(path: string, question: Question, isAgain = false): Promise<Reply> {
    const { method = 'GET', headers = {}, body, once } = question;
    const computes = method === 'POST' || path === '/readyz';
    if (computes && once !== true) await this.rest();
    if (computes) this.pace.note(performance.now());
    const begin = performance.now();
    try {
      const response = await fetch(`${this.origin}${path}`, {
        method,
        headers: { ...this.headers, ...headers },
        redirect: 'manual',
        signal: AbortSignal.timeout(PATIENCE),
        ...(body !== undefined && { body }),
      });
      const content = new Uint8Array(await response.arrayBuffer());
      const ms = performance.now() - begin;
      this.receivedBytes += content.byteLength;
      if (computes) this.pace.learn(response.headers.get('RateLimit-Policy'));
      const [, location] = /^[0-9a-f]+-([A-Z]{3})$/.exec(response.headers.get('CF-Ray') ?? '') ?? [];
      if (location !== undefined) this.locations.add(location);
      return { status: response.status, headers: response.headers, body: content, ms };
    } catch (error) {
      // A server may close a connection at the moment in which it is used again.
      if (!isAgain && CLOSED.includes(codeOf(error))) {
        return this.#askOnce(path, question, true);
      }
      throw new Failure(`cannot reach ${this.origin}${path}: ${whyUnreachable(error, this.origin)}`);
    }
  }
}

/** The body as text. */
export function textOf({ body }: Pick<Reply, 'body'>): string {
  return new TextDecoder().decode(body);
}

/** The body as JSON; undefined where it is none. */
export function jsonOf(reply: Pick<Reply, 'body'>): unknown {
  try {
    return JSON.parse(textOf(reply));
  } catch {
    return undefined;
  }
}

/** Status and kind of an answer that was not expected, in a few words. */
export function briefly(reply: Reply): string {
  const body = jsonOf(reply);
  const detail = typeof body === 'object' && body !== null && 'detail' in body ? ` ${String(body.detail)}` : '';
  return `${reply.status}${detail}`;
}

/** What a client sees whose connection was closed. */
const CLOSED = ['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET'];

/** undici's "fetch failed" hides what happened in its cause. */
function causeOf(error: unknown): unknown {
  return error instanceof Error && error.cause instanceof Error ? error.cause : error;
}

function codeOf(error: unknown): string {
  const cause = causeOf(error);
  return cause instanceof Error && 'code' in cause ? String(cause.code) : '';
}

/** What the codes of Node's network errors mean. */
const MEANINGS: Readonly<Record<string, string>> = {
  ENOTFOUND: 'there is no such host, or no network',
  EAI_AGAIN: 'the name of the host could not be resolved; is there a network?',
  ECONNREFUSED: 'nobody listens there',
  ECONNRESET: 'the connection was closed',
  ENETUNREACH: 'there is no network',
  EHOSTUNREACH: 'there is no way to that host',
  UND_ERR_SOCKET: 'the connection was closed',
};

function whyUnreachable(error: unknown, origin: string): string {
  if (error instanceof Error && error.name === 'TimeoutError') return `no answer within ${PATIENCE / 1000} seconds`;
  const code = codeOf(error);
  if (code === 'ERR_SSL_WRONG_VERSION_NUMBER' || code === 'ERR_SSL_PACKET_LENGTH_TOO_LONG') {
    return `it does not speak HTTPS; is it ${origin.replace('https:', 'http:')}?`;
  }
  return MEANINGS[code] ?? (reasonOf(causeOf(error)) || code);
}
