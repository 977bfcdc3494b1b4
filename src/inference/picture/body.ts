import type { BodyHead } from '../../contract/job.ts';
import type { Env } from '../../env.ts';
import type { Reservation } from '../memory/budget.ts';
import { UPLOAD_DEADLINES } from '../memory/limits.ts';
import { heifFormat } from '../../image/foreign-format.ts';
import { sniff } from '../../image/sniff.ts';
import { largeChunks } from '../../upload/large-chunks.ts';
import { readUpload } from '../../upload/upload.ts';
import { type ReadableFile, readableFile } from './images-binding.ts';
import { requireUploadRoom, resizeUpload } from '../memory/isolate-memory.ts';

/**
 * Reads a body while it comes, and has Cloudflare Images convert its picture where that is configured.
 * @param reservation grows with the bytes that were read
 * @throws UploadError, ImageError or RefusedError when it is refused
 */
export async function readBody(
  body: ReadableStream<Uint8Array> | null,
  head: BodyHead,
  reservation: Reservation,
  images: Env['IMAGES'],
): Promise<ReadableFile> {
  const file = await readableFile(await readPicture(body, head, reservation, images), images);
  resizeUpload(reservation, file.bytes.byteLength);
  return file;
}

async function readPicture(
  body: ReadableStream<Uint8Array> | null,
  { contentType, contentEncoding, expectedBytes, maxBytes }: BodyHead,
  reservation: Reservation,
  images: Env['IMAGES'],
): Promise<Uint8Array> {
  const chunks = body === null ? null : largeChunks(body, expectedBytes);
  try {
    // Refused before the sender has sent it all.
    if (expectedBytes !== null && expectedBytes <= maxBytes) requireUploadRoom(expectedBytes);
    return await readUpload(chunks, {
      contentType,
      contentEncoding,
      expectedBytes: expectedBytes ?? undefined,
      limits: { ...UPLOAD_DEADLINES, maxBytes },
      admit: (heldBytes) => {
        resizeUpload(reservation, heldBytes);
      },
      inspect: (bytes) => {
        if (images === undefined || heifFormat(bytes) === undefined) sniff(bytes);
      },
    });
  } catch (error) {
    await chunks?.cancel();
    throw error;
  }
}
