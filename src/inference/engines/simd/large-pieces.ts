/** Bytes asked for at a time. Without a buffer of its own each read of an asset brings 4 KiB at most. */
export const PIECE_BYTES = 512 * 1024;

/**
 * The bytes of a stream in large pieces. A piece is only good until the next one is asked for, which is read into the same
 * buffer.
 */
export async function* largePieces(stream: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = stream.getReader({ mode: 'byob' });
  let buffer = new ArrayBuffer(PIECE_BYTES);
  try {
    for (;;) {
      const { done, value } = await reader.read(new Uint8Array(buffer));
      if (done) return;
      yield value;
      buffer = value.buffer;
    }
  } finally {
    // Does nothing when the end was reached.
    await reader.cancel();
  }
}
