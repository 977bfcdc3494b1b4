import sharp, { type Stats } from 'sharp';
import { expect, it } from 'vitest';

import { drawEmptyPictures } from '../../../../../scripts/models/evaluation/empty-pictures.ts';

it('draws different pictures, the same ones each time', async () => {
  const [once, again] = [await drawEmptyPictures(), await drawEmptyPictures()];
  expect(again).toEqual(once);
  expect(new Set(once.map(({ name }) => name)).size).toBe(once.length);
  const pixels = await Promise.all(
    once.map(async ({ bytes }) => (await sharp(bytes).raw().toBuffer()).toString('base64')),
  );
  expect(new Set(pixels).size).toBe(once.length);
});

it('draws black as black, and noise as noise', async () => {
  const pictures = await drawEmptyPictures();
  const statistics = async (wanted: string): Promise<Stats> =>
    sharp(pictures.find(({ name }) => name === wanted)?.bytes).stats();
  expect((await statistics('black')).channels.map(({ max }) => max)).toEqual([0, 0, 0]);
  const noise = await statistics('noise in colours, 1');
  // Uniform from 0 to 255: a mean of 127.5, and a standard deviation of 255 / sqrt(12).
  for (const { mean, stdev } of noise.channels) {
    expect(mean).toBeCloseTo(127.5, -1);
    expect(stdev).toBeCloseTo(73.6, -1);
  }
  // A grey pixel has the same value in all channels.
  const grey = await sharp(pictures.find(({ name }) => name === 'noise in greys, 1')?.bytes)
    .raw()
    .toBuffer();
  for (let at = 0; at < 300; at += 3) expect([grey[at + 1], grey[at + 2]]).toEqual([grey[at], grey[at]]);
});
