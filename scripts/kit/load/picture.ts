import { readFileSync } from 'node:fs';
import { basename } from 'node:path';

import sharp from 'sharp';

import { sniff } from '../../../src/image/sniff.ts';
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

/** JPEG quality of what a page sends. */
const QUALITY = 85;

/**
 * The picture that a page would send: shrunk by the client to what a model needs.
 * @param side short side in pixels
 */
export async function pagePicture({ name, bytes }: Picture, side: number): Promise<Picture> {
  const small = await sharp(bytes)
    .resize(side, side, { fit: 'outside', withoutEnlargement: true })
    .jpeg({ quality: QUALITY })
    .toBuffer();
  return { name, bytes: new Uint8Array(small), type: 'image/jpeg' };
}
