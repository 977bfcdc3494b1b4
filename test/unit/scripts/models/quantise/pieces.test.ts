import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import sharp from 'sharp';
import { expect, test } from 'vitest';

import { openPhotographs } from '../../../../../scripts/models/quantise/photographs.ts';
import { writePieces } from '../../../../../scripts/models/quantise/pieces.ts';
import { temporaryFolder } from '../temporary.ts';

const ROOT = new URL('../../../../../', import.meta.url);

test('the photographs are there without anybody fetching them, and NOTICE names each', async () => {
  const photographs = await openPhotographs({
    report: () => undefined,
    fetchTarball: () => Promise.reject(new Error('the build has fetched all packages')),
  });
  expect(photographs).toHaveLength(8);
  const notice = readFileSync(new URL('NOTICE', ROOT), 'utf8');
  for (const path of photographs) {
    const { format, width, height } = await sharp(path).metadata();
    expect(format).toBe('jpeg');
    expect(Math.min(width, height)).toBeGreaterThanOrEqual(540);
    expect(notice).toContain(path.split('/').at(-1));
  }
});

test('pieces differ, whatever their seed, and the same seed gives the same', async () => {
  const folder = temporaryFolder();
  const photographs = await openPhotographs({ report: () => undefined });
  const cut = async (name: string, seed: string): Promise<Uint8Array[]> => {
    const path = join(folder, name);
    mkdirSync(path);
    await writePieces(path, photographs, { each: 4, side: 64, seed });
    return readdirSync(path).map((file) => readFileSync(join(path, file)));
  };
  const [first, again, other] = [await cut('first', 'a'), await cut('again', 'a'), await cut('other', 'b')];
  expect(first).toHaveLength(4 * photographs.length);
  expect(again).toEqual(first);
  const sums = [...first, ...other].map((bytes) => createHash('sha256').update(bytes).digest('hex'));
  expect(new Set(sums).size).toBe(2 * first.length);
  for (const bytes of first) expect(await sharp(bytes).metadata()).toMatchObject({ width: 64, height: 64 });
});

test('pieces lie within their photograph, and every other one is mirrored', async () => {
  const folder = temporaryFolder();
  // Each column of four pixels is a little brighter than the one to its left, in 64 steps; nothing is black.
  const row = Array.from({ length: 256 }, (_, x) => 64 + (x >> 2));
  const ramp = Buffer.from(Array.from({ length: 128 }, () => row.flatMap((value) => [value, value, value])).flat());
  const path = join(folder, 'ramp.png');
  await sharp(ramp, { raw: { width: 256, height: 128, channels: 3 } })
    .png()
    .toFile(path);
  const pieces = join(folder, 'pieces');
  mkdirSync(pieces);
  await writePieces(pieces, [path], { each: 20, side: 32, seed: 'ramp' });
  const spans: number[] = [];
  for (const [index, file] of readdirSync(pieces).entries()) {
    const data = await sharp(join(pieces, file)).greyscale().raw().toBuffer();
    const [left = 0, right = 0] = [data[16 * 32 + 2], data[16 * 32 + 29]];
    expect(Math.sign(right - left), file).toBe(index % 2 === 0 ? 1 : -1);
    // What lies outside of a picture would be black.
    expect(Math.min(...data), file).toBeGreaterThan(30);
    spans.push(Math.abs(right - left));
  }
  // Some are a small part of the ramp, others a large one.
  expect(Math.max(...spans)).toBeGreaterThan(2 * Math.min(...spans));
});
