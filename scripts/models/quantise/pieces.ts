import { join } from 'node:path';

import sharp from 'sharp';

import { type Random, randomOf } from '../../kit/random.ts';

interface PiecesOptions {
  /** Pieces of each photograph. */
  readonly each: number;
  /** Their width and height in pixels. */
  readonly side: number;
  /** Others give other pieces. */
  readonly seed: string;
}

/**
 * Cuts random squares out of photographs, a quarter to all of their shorter side, every other one mirrored, all of them
 * brighter or darker and of stronger or weaker colours, and writes them as JPEG files.
 */
export async function writePieces(
  folder: string,
  photographs: readonly string[],
  { each, side, seed }: PiecesOptions,
): Promise<void> {
  for (const [at, path] of photographs.entries()) {
    const random = randomOf(seed, at);
    const { width, height } = await sharp(path).metadata();
    for (let index = 0; index < each; index++) {
      const piece = sharp(path)
        .extract(squareIn(width, height, random))
        .resize(side, side)
        .modulate({ brightness: random.uniform(0.6, 1.4), saturation: random.uniform(0.5, 1.5) })
        .flop(index % 2 === 1);
      await piece.jpeg({ quality: 92 }).toFile(join(folder, `${at}-${String(index).padStart(3, '0')}.jpg`));
    }
  }
}

function squareIn(
  width: number,
  height: number,
  random: Random,
): { left: number; top: number; width: number; height: number } {
  const side = Math.round(Math.min(width, height) * random.uniform(0.25, 1));
  const start = (whole: number): number => Math.floor(random.uniform(0, whole - side + 1));
  return { left: start(width), top: start(height), width: side, height: side };
}
