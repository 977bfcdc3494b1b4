import { readFileSync } from 'node:fs';
import { basename } from 'node:path';

import sharp from 'sharp';

import { sniff } from '../../../src/image/sniff.ts';
import { MARGIN, QUALITY } from '../../../src/web/client/picture/sent-size.ts';
import { isCode, reasonOf, UsageError } from '../failure.ts';

/** A picture file as it is posted. */
export interface Picture {
  readonly name: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Media type. */
  readonly type: string;
}

/** @throws UsageError when there is no such file, or EdgeLens does not accept its format */
export function readPicture(path: string): Picture {
  let bytes: Uint8Array<ArrayBuffer>;
  try {
    bytes = new Uint8Array(readFileSync(path));
  } catch (error) {
    throw new UsageError(
      isCode(error, 'ENOENT') ? `there is no picture ${path}` : `cannot read ${path}: ${reasonOf(error)}`,
    );
  }
  try {
    return { name: basename(path), bytes, type: `image/${sniff(bytes)}` };
  } catch (error) {
    throw new UsageError(`${path}: ${reasonOf(error)}`);
  }
}

/**
 * The picture that the page sends.
 * @param side short side in pixels that the model resizes to
 */
export async function pagePicture(picture: Picture, side: number): Promise<Picture> {
  return shrunkPicture(picture, Math.round(MARGIN * side));
}

/**
 * The picture as a client shrinks it, as JPEG.
 * @param side short side in pixels
 */
export async function shrunkPicture({ name, bytes }: Picture, side: number): Promise<Picture> {
  const small = await sharp(bytes)
    .resize(side, side, { fit: 'outside', withoutEnlargement: true })
    .jpeg({ quality: 100 * QUALITY })
    .toBuffer();
  return { name, bytes: new Uint8Array(small), type: 'image/jpeg' };
}
