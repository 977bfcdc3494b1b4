import { readFile, stat } from 'node:fs/promises';

import sharp from 'sharp';

import { PICTURE_FORMATS } from '../../src/contract/names.ts';
import { QUALITY } from '../../src/web/client/picture/sent-size.ts';
import { reasonOf } from '../kit/failure.ts';
import { ownProblem, type Problem } from './answer.ts';

/** Most bytes that Cloudflare takes in a request on most plans (https://developers.cloudflare.com/workers/platform/limits/). */
const MOST_BYTES = 100_000_000;

/** A file as it is sent. */
export interface Picture {
  readonly file: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/**
 * Reads a file.
 * @param shrink short side in pixels that larger pictures get; undefined to send files as they are
 * @returns the picture, or why it cannot be sent
 */
export async function readPictureFile(file: string, shrink: number | undefined): Promise<Picture | Problem> {
  try {
    const small = shrink === undefined ? undefined : await shrunk(file, shrink);
    if (small !== undefined) return { file, bytes: new Uint8Array(small) };
    const { size } = await stat(file);
    if (size > MOST_BYTES) return tooLarge(size, MOST_BYTES);
    return { file, bytes: new Uint8Array(await readFile(file)) };
  } catch (error) {
    return ownProblem('unreadable-file', `The file cannot be read: ${reasonOf(error)}`);
  }
}

/** The problem of a picture that is not even sent. */
export function tooLarge(bytes: number, limit: number): Problem {
  return ownProblem(
    'body-too-large',
    `The file has ${bytes} bytes, and ${limit} are taken. With --shrink 512 it is made smaller before it is sent.`,
  );
}

/** The file as a small JPEG; undefined where it is small already, or is no picture to libvips, which the deployment will tell. */
async function shrunk(file: string, side: number): Promise<Buffer | undefined> {
  try {
    const { width, height, format } = await sharp(file).metadata();
    const isRead = PICTURE_FORMATS.some((name) => name === format);
    if (isRead && Math.min(width, height) <= side) return undefined;
    return await sharp(file)
      .autoOrient()
      .resize(side, side, { fit: 'outside', withoutEnlargement: true })
      .flatten({ background: '#fff' })
      .jpeg({ quality: 100 * QUALITY })
      .toBuffer();
  } catch {
    return undefined;
  }
}
