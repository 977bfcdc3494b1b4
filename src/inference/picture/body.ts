import type { BodyHead } from '../../contract/job.ts';
import type { Env } from '../../env.ts';
import type { Reservation } from '../memory/budget.ts';
import { UPLOAD_DEADLINES } from '../memory/limits.ts';
import { heifFormat } from '../../image/foreign-format.ts';
import { sniff } from '../../image/sniff.ts';
import { largeChunks, type Rest } from '../../upload/large-chunks.ts';
import type { UploadHooks } from '../../upload/picture-buffer.ts';
import type { Pictures } from '../../upload/pictures.ts';
import { readUpload } from '../../upload/upload.ts';
import { type ReadableFile, readableFile } from './images-binding.ts';
import { requireUploadRoom, resizeUpload } from '../memory/isolate-memory.ts';

/**
 * Opens a body with several pictures.
 * @throws UploadError or RefusedError when its headers say that it is refused
 */
export async function openPictures(
  body: ReadableStream<Uint8Array> | null,
  { contentType, contentEncoding, expectedBytes, maxBytes }: BodyHead,
): Promise<Pictures> {
  const chunks = body === null ? null : largeChunks(body, expectedBytes);
  try {
    if (expectedBytes !== null && expectedBytes <= maxBytes) requireUploadRoom(expectedBytes);
    const { Pictures } = await import('../../upload/pictures.ts');
    const limits = { ...UPLOAD_DEADLINES, maxBytes };
    return new Pictures(chunks, { contentType, contentEncoding, limits, expectedBytes: expectedBytes ?? undefined });
  } catch (error) {
    await chunks?.cancel();
    throw error;
  }
}

/**
 * Reads the next picture of a body while it comes, and has Cloudflare Images convert it where that is configured.
 * @param reservation grows with the bytes that were read
 * @throws UploadError, ImageError or RefusedError for what ends the upload; what is wrong with the picture is returned
 */
export async function readNextPicture(
  pictures: Pictures,
  reservation: Reservation,
  { IMAGES: images, IMAGE_HOSTS: hosts }: Pick<Env, 'IMAGES' | 'IMAGE_HOSTS'>,
): Promise<{ readonly id: string | null; readonly file: ReadableFile | null; readonly refusal: unknown }> {
  const { id, bytes, url, refusal } = await pictures.next(uploadHooks(reservation, images));
  if (bytes === null && url === undefined) return { id, file: null, refusal };
  try {
    if (bytes === null) {
      const { openUrl, readAsked } = await import('./picture-url.ts');
      const { body, head } = await openUrl(url, hosts, pictures.maxBytes);
      const file = await readAsked(() => readBody(body, head, reservation, images, 'left'));
      return { id, file, refusal: null };
    }
    const file = await readableFile(bytes, images);
    resizeUpload(reservation, file.bytes.byteLength);
    return { id, file, refusal: null };
  } catch (error) {
    return { id, file: null, refusal: error };
  }
}

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
  rest: Rest = 'read',
): Promise<ReadableFile> {
  const file = await readableFile(await readPicture(body, head, reservation, images, rest), images);
  resizeUpload(reservation, file.bytes.byteLength);
  return file;
}

async function readPicture(
  body: ReadableStream<Uint8Array> | null,
  { contentType, contentEncoding, expectedBytes, maxBytes }: BodyHead,
  reservation: Reservation,
  images: Env['IMAGES'],
  rest: Rest,
): Promise<Uint8Array> {
  const chunks = body === null ? null : largeChunks(body, expectedBytes, rest);
  try {
    // Refused before the sender has sent it all.
    if (expectedBytes !== null && expectedBytes <= maxBytes) requireUploadRoom(expectedBytes);
    return await readUpload(chunks, {
      contentType,
      contentEncoding,
      expectedBytes: expectedBytes ?? undefined,
      limits: { ...UPLOAD_DEADLINES, maxBytes },
      ...uploadHooks(reservation, images),
    });
  } catch (error) {
    await chunks?.cancel();
    throw error;
  }
}

/** What is checked while a picture comes: whether there is room for it, and whether it is one. */
function uploadHooks(reservation: Reservation, images: Env['IMAGES']): UploadHooks {
  return {
    admit: (heldBytes) => {
      resizeUpload(reservation, heldBytes);
    },
    inspect: (bytes) => {
      if (images === undefined || heifFormat(bytes) === undefined) sniff(bytes);
    },
  };
}
