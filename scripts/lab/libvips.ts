import sharp from 'sharp';

import type { Image } from '../../src/image/image.ts';
import { reasonOf } from '../kit/failure.ts';

/** How libvips, through sharp, reads a file: decoders that share no code with the Worker's. */
export type LibvipsReading =
  | {
      readonly result: 'picture';
      /** As libvips calls it: `jpeg`, `png`, `webp`, `gif`, ... */
      readonly format: string;
      /** Upright, on white, in sRGB. */
      readonly image: Image;
    }
  /** Its first frame need not fill the canvas that libvips shows, so the two cannot be compared. */
  | { readonly result: 'animation'; readonly format: string }
  | { readonly result: 'refusal'; readonly format: string | null; readonly message: string };

export interface LibvipsOptions {
  /** `warning`: only files without a fault; `none`: all of which something can be read. */
  readonly failOn: 'warning' | 'none';
  /** Larger pictures are refused. */
  readonly maxPixels: number;
}

// No file is decoded twice, and what it is compared with needs the cores.
sharp.cache(false);
sharp.concurrency(1);

/** Reads a file with libvips. Never throws for what the file is. */
export async function readWithLibvips(
  bytes: Uint8Array,
  { failOn, maxPixels }: LibvipsOptions,
): Promise<LibvipsReading> {
  let format: string | null = null;
  try {
    const picture = sharp(bytes, { failOn, limitInputPixels: maxPixels });
    const { pages = 1, ...header } = await picture.metadata();
    format = header.format;
    if (pages > 1) return { result: 'animation', format };
    const { data, info } = await picture
      .autoOrient()
      .flatten({ background: '#fff' })
      .toColourspace('srgb')
      .raw()
      .toBuffer({ resolveWithObject: true });
    const { width, height, channels } = info;
    if (channels !== 3) return { result: 'refusal', format, message: `${channels} channels` };
    return { result: 'picture', format, image: { width, height, data } };
  } catch (error) {
    return { result: 'refusal', format, message: reasonOf(error) };
  }
}
