/** Bytes asked for at a time. Without a buffer of its own each read of a body brings 4 KiB at most. */
const CHUNK_BYTES = 256 * 1024;

/** What is read and thrown away of a body that was refused: at most so many bytes, and so long, in ms. */
const DRAIN = { bytes: 64 * 2 ** 20, time: 2000 };

/** A body as it is read. */
export interface LargeChunks {
  readonly stream: ReadableStream<Uint8Array>;
  /** Reads the rest and throws it away, up to a limit. */
  readonly discard: () => Promise<void>;
}

/**
 * The same bytes in larger pieces. A body that is refused is to be discarded before the answer, also when nothing of it
 * was read: a sender that is cut off in the middle sees a broken connection instead of the answer that says why.
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
    // A sender that has gone has nothing more to be read.
    (discarded ??= drain(read).catch(() => undefined));
  const stream = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const chunk = await read();
        if (chunk === undefined) controller.close();
        // The buffer is used again for the next read.
        else controller.enqueue(chunk.slice());
      },
      cancel: discard,
    },
    { highWaterMark: 0 },
  );
  return { stream, discard };
}

async function drain(read: () => Promise<Uint8Array | undefined>): Promise<void> {
  const end = Date.now() + DRAIN.time;
  for (let bytes = 0; bytes < DRAIN.bytes && Date.now() < end;) {
    const chunk = await read();
    if (chunk === undefined) return;
    bytes += chunk.byteLength;
  }
}
