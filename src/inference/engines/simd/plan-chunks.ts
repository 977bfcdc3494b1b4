import type { ModelFiles } from '../../../catalogue/assets.ts';
import { requireFile } from '../engine.ts';

/** Bytes of one read. A reader that passes no buffer gets at most 4 KiB at a time from workerd. */
export const CHUNK_BYTES = 512 * 1024;

/** The bytes of some files, one file after the other. A chunk is valid until the next one is asked for. */
export async function* planChunks(files: ModelFiles, paths: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const path of paths) {
    const file = requireFile(files, path);
    if (file instanceof Uint8Array) yield file;
    else yield* largeChunks(file);
  }
}

/** Reads a stream in large chunks, all into the same buffer. */
async function* largeChunks(stream: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = stream.getReader({ mode: 'byob' });
  let buffer = new ArrayBuffer(CHUNK_BYTES);
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
