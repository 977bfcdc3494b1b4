import { dirname, join } from 'node:path';

import sharp from 'sharp';

import { PICTURE } from '../../kit/paths.ts';

/** The pictures that good traffic is made of. */
export interface SoakPictures {
  /** What is left of a photograph when the page on a phone has shrunk it. */
  readonly phone: Uint8Array<ArrayBuffer>;
  /** A photograph of 12 megapixels as the camera wrote it, to be turned. */
  readonly camera: Uint8Array<ArrayBuffer>;
  /** A screenshot of a phone. */
  readonly screenshot: Uint8Array<ArrayBuffer>;
  readonly webp: Uint8Array<ArrayBuffer>;
}

/** Makes them from a photograph of a giant panda; the same sharp on the same kind of machine makes the same ones. */
export async function makePictures(): Promise<SoakPictures> {
  const car = join(dirname(PICTURE), 'car.jpg');
  const [phone, camera, screenshot, webp] = await Promise.all([
    sharp(PICTURE).resize(1600, 1200, { fit: 'fill' }).jpeg({ quality: 88 }).toBuffer(),
    sharp(car)
      .resize(4032, 3024, { fit: 'fill' })
      .sharpen({ sigma: 3 })
      .withMetadata({ orientation: 6 })
      .jpeg({ quality: 85 })
      .toBuffer(),
    screen(await sharp(PICTURE).resize(1170, 1030, { fit: 'fill' }).toBuffer()),
    sharp(PICTURE).resize(1200, 900, { fit: 'fill' }).webp().toBuffer(),
  ]);
  return {
    phone: new Uint8Array(phone),
    camera: new Uint8Array(camera),
    screenshot: new Uint8Array(screenshot),
    webp: new Uint8Array(webp),
  };
}

/** A picture between bars and lines of something like text. */
async function screen(picture: Buffer): Promise<Uint8Array> {
  const lines = Array.from({ length: 20 }, (_, row) =>
    Array.from(
      { length: 9 },
      (_, word) =>
        `<rect x="${60 + 115 * word}" y="${1420 + 50 * row}" width="${60 + ((row * 7 + word * 31) % 45)}" height="22"/>`,
    ),
  );
  const page = `<svg xmlns="http://www.w3.org/2000/svg" width="1170" height="2532"><rect width="1170" height="2532" fill="#fff"/><g fill="#333">${lines.flat().join('')}</g></svg>`;
  return sharp(Buffer.from(page))
    .composite([{ input: picture, left: 0, top: 300 }])
    .removeAlpha()
    .png()
    .toBuffer();
}
