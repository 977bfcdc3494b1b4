import type { Env } from '../../env.ts';
import type { Hold } from '../memory/account.ts';
import { PACE } from '../memory/limits.ts';
import { heifFormat, sniff } from '../../image/sniff.ts';
import { largeChunks } from '../../upload/large-chunks.ts';
import { readUpload } from '../../upload/upload.ts';
import { type ReadableFile, readableFile } from './images-binding.ts';
import { requireUploadRoom, resizeUpload } from '../memory/memory.ts';

/** What is known of a body before it comes. */
export interface BodyHead {
  readonly contentType: string | null;
  /** As the Content-Length has it. */
  readonly expectedBytes: number | null;
  /** What is taken of the whole body at most. */
  readonly maxBytes: number;
}

/**
 * Reads a body while it comes, and has Cloudflare Images convert its picture where that is configured.
 * @param hold grows with what is read
 * @throws UploadError, ImageError or RefusedError when it is not taken
 */
export async function readBody(
  body: ReadableStream<Uint8Array> | null,
  head: BodyHead,
  hold: Hold,
  images: Env['IMAGES'],
): Promise<ReadableFile> {
  const file = await readableFile(await readPicture(body, head, hold, images), images);
  resizeUpload(hold, file.bytes.byteLength);
  return file;
}

async function readPicture(
  body: ReadableStream<Uint8Array> | null,
  { contentType, expectedBytes, maxBytes }: BodyHead,
  hold: Hold,
  images: Env['IMAGES'],
): Promise<Uint8Array> {
  const chunks = body === null ? null : largeChunks(body);
  try {
    // Better said before the sender has sent it all.
    if (expectedBytes !== null && expectedBytes <= maxBytes) requireUploadRoom(expectedBytes);
    return await readUpload(chunks?.stream ?? null, {
      contentType,
      expectedBytes: expectedBytes ?? undefined,
      limits: { ...PACE, maxBytes },
      admit: (heldBytes) => {
        resizeUpload(hold, heldBytes);
      },
      inspect: (bytes) => {
        if (images === undefined || heifFormat(bytes) === undefined) sniff(bytes);
      },
    });
  } catch (error) {
    await chunks?.discard();
    throw error;
  }
}
