import { type DeadlineLimits, UploadDeadlines } from './deadlines.ts';
import type { UploadBody } from './body.ts';

/** Bytes of one read. A reader that passes no buffer gets at most 4 KiB at a time from workerd. */
const CHUNK_BYTES = 256 * 1024;

/** The least bytes of one read, however few are announced. */
const LEAST_BYTES = 4 * 1024;

/** A body that was refused is read on and thrown away up to so many bytes. */
const DISCARD_BYTES = 64 * 2 ** 20;

/** A sender that stalls, or is slow, is not waited for while its body is thrown away. */
const DISCARD_LIMITS: DeadlineLimits = {
  idleMs: 2000,
  graceMs: 2000,
  minBytesPerSecond: 2 ** 20,
  totalMs: 30_000,
};

/** What becomes of the rest of a body that is refused: its sender waits for an answer, or is a server that was asked. */
export type Rest = 'read' | 'left';

/**
 * Reads a body in larger chunks, all of them into one buffer. Cancel it when it is refused, and wait for that before you
 * answer, even when nothing of it was read: a sender that is cut off while it sends sees a broken connection instead of the
 * answer that says why.
 * @param expectedBytes how many are announced, if that is known; a wrong number only makes for smaller chunks
 * @returns a body whose `cancel` reads the rest and throws it away, up to a limit, unless it is to be left, and never rejects
 */
export function largeChunks(
  body: ReadableStream<Uint8Array>,
  expectedBytes: number | null,
  rest: Rest = 'read',
): UploadBody {
  let discarded: Promise<void> | undefined;
  const reader = body.getReader({ mode: 'byob' });
  const announced = Math.max(expectedBytes ?? CHUNK_BYTES, LEAST_BYTES);
  let buffer = new ArrayBuffer(Math.min(announced, CHUNK_BYTES));
  const next = async (): Promise<ReadableStreamReadResult<Uint8Array>> => {
    const result = await reader.read(new Uint8Array(buffer));
    if (result.value !== undefined) buffer = result.value.buffer;
    return result;
  };
  return {
    read: async () => {
      const result = await next();
      // Bytes that come after the refusal are nobody's.
      return discarded === undefined ? result : { done: true, value: undefined };
    },
    // When the sender has gone there is nothing left to read.
    cancel: () => (discarded ??= (rest === 'left' ? reader.cancel() : drainInTime(next)).catch(() => undefined)),
  };
}

async function drainInTime(next: UploadBody['read']): Promise<void> {
  const { promise: late, resolve } = Promise.withResolvers<unknown>();
  const deadlines = new UploadDeadlines(DISCARD_LIMITS, resolve);
  try {
    await Promise.race([drain(next, deadlines), late]);
  } finally {
    deadlines.stop();
  }
}

async function drain(next: UploadBody['read'], deadlines: UploadDeadlines): Promise<void> {
  for (let bytes = 0; bytes < DISCARD_BYTES;) {
    const { done, value } = await next();
    if (done) return;
    bytes += value.byteLength;
    deadlines.extend(bytes);
  }
}
