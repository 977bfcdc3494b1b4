import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import sharp, { type Sharp } from 'sharp';

import { ROOT } from '../scripts/kit/paths.ts';

const FOLDER = join(ROOT, '.cache/test-pictures');

/**
 * A picture that takes long to encode: made once by this version of sharp, and kept in `.cache`.
 * @param name what tells it from all others: content, size, and how it is encoded
 */
export async function kept(name: string, make: () => Sharp | Promise<Sharp>): Promise<Buffer<ArrayBuffer>> {
  const recipe = `${name}\0${String(make)}\0${JSON.stringify(sharp.versions)}`;
  const path = join(FOLDER, createHash('sha256').update(recipe).digest('hex').slice(0, 16));
  if (!existsSync(path)) {
    const picture = await make();
    mkdirSync(FOLDER, { recursive: true });
    // Whole or not at all: another process may look for it.
    const unfinished = `${path}.${process.pid}`;
    writeFileSync(unfinished, await picture.toBuffer());
    renameSync(unfinished, path);
  }
  return readFileSync(path);
}
