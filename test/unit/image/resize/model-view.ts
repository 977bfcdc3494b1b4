import sharp from 'sharp';

import { decodeImage } from '../../../../src/image/decode.ts';
import type { Image } from '../../../../src/image/image.ts';
import { resize } from '../../../../src/image/resize/resize.ts';
import { codecs } from '../codecs.ts';

/** What a model looks at: a square in the middle of a picture whose short side is somewhat longer. */
export interface View {
  readonly side: number;
  readonly shortSide: number;
}

/** That of EfficientNet-B0 and MobileNetV3. */
export const MODEL_VIEW: View = { side: 224, shortSide: 256 };

/** What a model sees of a picture. */
const modelView = (image: Image, { side, shortSide }: View = MODEL_VIEW): Uint8Array =>
  resize(image, { size: [side, side], cropMode: 'center', cropPct: side / shortSide, interpolation: 'bicubic' });

/** What a model sees of a file. */
export async function ours(file: Uint8Array, view: View = MODEL_VIEW): Promise<Uint8Array> {
  const { image } = await decodeImage(file, { codecs, shortSide: view.shortSide });
  return modelView(image, view);
}

/** Half of a whole number, rounded to the even neighbour as Python does for the crop. */
const halfToEven = (whole: number): number => (whole % 2 === 0 ? whole / 2 : 2 * Math.round(whole / 4));

/** The same by libvips with its own decoders and its own cubic resize, from the full-size picture. */
export async function libvips(file: Uint8Array, { side, shortSide }: View = MODEL_VIEW): Promise<Uint8Array> {
  const { data, info } = await sharp(file)
    .autoOrient()
    .flatten({ background: '#fff' })
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true });
  const { width, height, channels } = info;
  const scale = shortSide / Math.min(width, height);
  const scaled = { width: Math.trunc(width * scale + 1e-9), height: Math.trunc(height * scale + 1e-9) };
  return sharp(data, { raw: { width, height, channels } })
    .resize(scaled.width, scaled.height, { fit: 'fill', kernel: 'cubic' })
    .extract({
      left: halfToEven(scaled.width - side),
      top: halfToEven(scaled.height - side),
      width: side,
      height: side,
    })
    .toColourspace('srgb')
    .removeAlpha()
    .raw()
    .toBuffer();
}
