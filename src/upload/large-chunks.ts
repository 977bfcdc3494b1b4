/** Bytes of one read. A reader that passes no buffer gets at most 4 KiB at a time from workerd. */
const CHUNK_BYTES = 256 * 1024;

/** A body that was refused is read on and thrown away up to so many bytes, and for so many ms. */
const DISCARD = { bytes: 64 * 2 ** 20, ms: 2000 };

/** A body in large chunks. */
interface LargeChunks {
  readonly stream: ReadableStream<Uint8Array>;
  /** Reads the rest and throws it away, up to a limit. Never rejects. */
  readonly discard: () => Promise<void>;
}

/**
 * Reads a body in larger chunks. Discard a body that is refused before you answer, even when nothing of it was read: a
 * sender that is cut off while it sends sees a broken connection instead of the answer that says why.
 */
export function largeChunks(body: ReadableStream<Uint8Array>): LargeChunks {
  let discarded: Promise<void> | undefined;
  const reader = body.getReader({ mode: 'byob' });
  let buffer = new ArrayBuffer(CHUNK_BYTES);
  const read = async (): Promise<Uint8Array | undefined> => {
    const { done, value } = await reader.read(new Uint8Array(buffer));
    if (value !== undefined) buffer = value.buffer;
    return done ? undefined : value;
  };
  const discard = (): Promise<void> =>
    // When the sender has gone there is nothing left to read.
    (discarded ??= drain(read).catch(() => undefined));
  const stream = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const chunk = await read();
        if (chunk === undefined) controller.close();
        // A copy, because the next read uses the buffer again.
        else controller.enqueue(chunk.slice());
      },
      cancel: discard,
    },
    { highWaterMark: 0 },
  );
  return { stream, discard };
}

async function drain(read: () => Promise<Uint8Array | undefined>): Promise<void> {
  const end = Date.now() + DISCARD.ms;
  for (let bytes = 0; bytes < DISCARD.bytes && Date.now() < end;) {
    const chunk = await read();
    if (chunk === undefined) return;
    bytes += chunk.byteLength;
  }
}
