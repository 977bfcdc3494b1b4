import { setTimeout as sleep } from 'node:timers/promises';

import { z } from 'zod';

import { reasonOf } from '../../kit/failure.ts';
import { pathOf } from '../asked.ts';
import type { Kind } from './traffic.ts';

/** What came back for one request. */
export interface Reply {
  /** Null when the connection ended without an answer. */
  readonly status: number | null;
  /** Last part of a problem's `type`; null where there is none. */
  readonly problem: string | null;
  /** What went wrong on the way. */
  readonly error: string | null;
  /** Of a busy server, in s. */
  readonly retryAfter: number | null;
  readonly top: { readonly index: number; readonly score: number } | null;
  /** Linear memory of the runtime, in bytes. */
  readonly heapBytes: number | null;
  /** Bytes that the isolate's memory budget counted at that moment, and the most that it allows. */
  readonly budget: { readonly used: number; readonly limit: number } | null;
}

const predictions = z.array(z.object({ index: z.number(), score: z.number() })).min(1);
const memory = z.object({
  wasm_heap_bytes: z.number(),
  used_bytes: z.number(),
  limit_bytes: z.number(),
  reserve_bytes: z.number(),
});
/** Of a classification, or of a comparison, whose verdict is that of its ensemble. */
const answerSchema = z.union([
  z.object({ predictions, memory }),
  z
    .object({ ensemble: z.object({ predictions }), memory })
    .transform(({ ensemble, ...rest }) => ({ ...ensemble, ...rest })),
]);
const problemSchema = z.object({ type: z.string() });

const NOTHING: Reply = {
  status: null,
  problem: null,
  error: null,
  retryAfter: null,
  top: null,
  heapBytes: null,
  budget: null,
};

/** How long to wait for an answer, in ms. */
const PATIENCE = 60_000;
/** Pieces of a slow upload, and what lies between them in ms. */
const [PIECES, GAP] = [8, 250];

/** How often a connection may be closed before an answer. */
const ATTEMPTS = 3;
/** What a client sees that writes to a closed connection. */
const CLOSED = ['EPIPE', 'ECONNRESET', 'UND_ERR_SOCKET'];

/** A client of one deployment. */
export interface Client {
  /** Without a slash at the end. */
  readonly origin: string;
  /** The deployment's key. */
  readonly key: string | undefined;
}

/**
 * Sends a request of a kind and waits for its answer. Never throws: what goes wrong is in the reply.
 * @param asked a model or several, as {@link pathOf} reads it
 * @param attempt counts how often it was asked
 */
export async function send({ origin, key }: Client, kind: Kind, asked: string, attempt = 1): Promise<Reply> {
  const { method = 'POST', contentType, manner, query } = kind;
  const target = query === undefined ? pathOf(asked) : `/v1/classify?${query}`;
  const away = new AbortController();
  const init = {
    method,
    headers: {
      ...(contentType === undefined ? {} : { 'Content-Type': contentType }),
      ...(key === undefined ? {} : { Authorization: `Bearer ${key}` }),
    },
    body: manner === 'whole' ? kind.body : pieces(kind, away),
    duplex: 'half',
    signal: AbortSignal.any([away.signal, AbortSignal.timeout(PATIENCE)]),
  };
  try {
    const response = await fetch(`${origin}${target}`, init);
    const { status } = response;
    const json: unknown = JSON.parse(await response.text());
    if (status !== 200) {
      const problem = problemSchema.parse(json).type.split('/').at(-1) ?? null;
      const wait = response.headers.get('Retry-After');
      return { ...NOTHING, status, problem, retryAfter: wait === null ? null : Number(wait) };
    }
    const answer = answerSchema.parse(json);
    const { used_bytes: used, limit_bytes, reserve_bytes, wasm_heap_bytes: heapBytes } = answer.memory;
    const budget = { used, limit: limit_bytes - reserve_bytes };
    return { ...NOTHING, status, top: answer.predictions[0] ?? null, heapBytes, budget };
  } catch (error) {
    if (kind.closes === true && attempt < ATTEMPTS && wasClosed(error)) {
      return await send({ origin, key }, kind, asked, attempt + 1);
    }
    // undici's "fetch failed" hides what happened in its cause.
    return { ...NOTHING, error: reasonOf(error instanceof TypeError ? error.cause : error) };
  } finally {
    away.abort();
  }
}

function wasClosed(error: unknown): boolean {
  const cause = error instanceof TypeError ? error.cause : undefined;
  return cause instanceof Error && 'code' in cause && CLOSED.includes(String(cause.code));
}

/** A body that comes slowly, or only in part before its sender goes away. */
function pieces({ body, manner }: Kind, away: AbortController): ReadableStream<Uint8Array> {
  const step = Math.ceil(body.length / PIECES);
  let sent = 0;
  return new ReadableStream({
    async pull(controller) {
      if (manner === 'stalled' && sent >= PIECES / 2) {
        await sleep(PATIENCE, undefined, { signal: away.signal }).catch(() => undefined);
        return;
      }
      if (manner === 'broken off' && sent >= PIECES / 2) {
        // Lets what was sent arrive first.
        await sleep(50);
        away.abort(new Error('the client went away'));
        return;
      }
      if (manner === 'slow') await sleep(GAP);
      const piece = body.subarray(sent * step, (sent + 1) * step);
      sent++;
      if (piece.length > 0) controller.enqueue(piece);
      if (sent >= PIECES) controller.close();
    },
  });
}
