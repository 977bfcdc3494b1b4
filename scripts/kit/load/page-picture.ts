import sharp from 'sharp';

import type { Picture } from './picture.ts';

/** JPEG quality of what a page sends. */
const QUALITY = 85;

/**
 * What a page would send: the picture shrunk by the client, no larger than a model looks at.
 * @param side short side in pixels
 */
export async function pagePicture({ name, bytes }: Picture, side: number): Promise<Picture> {
  const small = await sharp(bytes)
    .resize(side, side, { fit: 'outside', withoutEnlargement: true })
    .jpeg({ quality: QUALITY })
    .toBuffer();
  return { name, bytes: new Uint8Array(small), type: 'image/jpeg' };
}
