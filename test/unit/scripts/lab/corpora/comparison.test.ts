import { readFileSync } from 'node:fs';

import sharp from 'sharp';
import { describe, expect, it } from 'vitest';

import { findModel } from '../../../../../src/catalogue/registry.ts';
import type { Answer } from '../../../../../scripts/lab/corpora/answer.ts';
import { compareWithLibvips, type Comparison } from '../../../../../scripts/lab/corpora/comparison.ts';
import { differenceOf } from '../../../../../scripts/lab/corpora/view.ts';
import { PHOTOGRAPHS } from '../../../image/pictures.ts';

const READ: Answer = { status: 200, problem: null, detail: null };
const REFUSED: Answer = { status: 422, problem: 'not-a-picture', detail: 'Not a picture.' };

const fixture = (name: string): Uint8Array =>
  new Uint8Array(readFileSync(new URL(`../../../../${name}`, import.meta.url)));

async function compare(file: Uint8Array, answer: Answer): Promise<Comparison> {
  const input = findModel()?.input;
  if (input === undefined) throw new Error('no model is listed');
  return compareWithLibvips(new Uint8Array(file), answer, input);
}

describe('a file that the Worker reads', () => {
  it.each(['422.jpg', '440.jpg', 'rgb.jpg', 'baseline-apart.jpg', 'progressive-restart.jpg'])(
    'looks alike to libvips: %s',
    async (name) => {
      const comparison = await compare(fixture(`unit/image/fixtures/${name}`), READ);
      expect(comparison).toMatchObject({ verdict: 'both read', notes: [] });
      expect(comparison.verdict === 'both read' && comparison.by).toBeLessThan(2);
    },
  );

  it('is turned, laid on white and reduced before it is compared', async () => {
    const turned = await sharp(PHOTOGRAPHS.car).jpeg({ quality: 90 }).withMetadata({ orientation: 6 }).toBuffer();
    const faded = await sharp(PHOTOGRAPHS.panda).resize(300, 200).ensureAlpha(0.5).png().toBuffer();
    const grey = await sharp(PHOTOGRAPHS.panda).resize(301, 203).greyscale().toColourspace('b-w').png().toBuffer();
    for (const file of [turned, faded, grey]) {
      const comparison = await compare(file, READ);
      expect(comparison.verdict === 'both read' && comparison.by).toBeLessThan(2);
    }
  });

  it('is told with what may explain a difference', async () => {
    const whole = await sharp(PHOTOGRAPHS.panda).resize(800, 600).jpeg().toBuffer();
    const cut = whole.subarray(0, Math.floor(whole.length * 0.6));
    const comparison = await compare(cut, READ);
    expect(comparison.verdict).toBe('both read');
    const notes = comparison.verdict === 'both read' ? comparison.notes : [];
    expect(notes[0]).toBe('libvips warns');
    expect(notes[1]).toMatch(/^cut off, [45678]\d % is there$/);
  });

  it('is no business of libvips when it is an animation', async () => {
    const small = sharp(PHOTOGRAPHS.panda).resize(40, 30);
    const frames = [await small.clone().png().toBuffer(), await small.clone().negate().png().toBuffer()];
    const animated = await sharp(frames, { join: { animated: true } })
      .webp()
      .toBuffer();
    expect(await compare(animated, READ)).toEqual({ verdict: 'not compared' });
  });

  it('cannot be what the same decoders refuse', async () => {
    const arithmetic = await compare(fixture('unit/image/fixtures/arithmetic.jpg'), READ);
    expect(arithmetic).toMatchObject({ verdict: 'broken' });
  });

  it('may be nothing to libvips', async () => {
    expect(await compare(Buffer.from('text'), READ)).toMatchObject({
      verdict: 'only the Worker',
      message: 'Input buffer contains unsupported image format',
    });
  });
});

describe('a file that the Worker refuses', () => {
  it('is a picture to libvips or not, with a warning or without', async () => {
    const whole = await sharp(PHOTOGRAPHS.panda).resize(80, 60).jpeg().toBuffer();
    expect(await compare(whole, REFUSED)).toEqual({ verdict: 'only libvips', faulty: false });
    expect(await compare(whole.subarray(0, whole.length - 200), REFUSED)).toEqual({
      verdict: 'only libvips',
      faulty: true,
    });
    expect(await compare(Buffer.from('This is a letter.'), REFUSED)).toEqual({ verdict: 'both refuse' });
    expect(await compare(Buffer.of(), REFUSED)).toEqual({ verdict: 'both refuse' });
  });

  it('may be of a format that only libvips decodes', async () => {
    const gif = await sharp(PHOTOGRAPHS.panda).resize(80, 60).gif().toBuffer();
    expect(await compare(gif, REFUSED)).toEqual({ verdict: 'foreign', format: 'gif' });
  });
});

it('the difference is the mean over pixels and channels, at any scale', () => {
  const plain = (width: number, height: number, ...colour: number[]) => ({
    width,
    height,
    data: new Uint8Array(3 * width * height).map((_, index) => colour[index % 3] ?? 0),
  });
  expect(differenceOf(plain(10, 7, 100, 50, 20), plain(300, 200, 100, 50, 20))).toBe(0);
  // 6, 0 and 3 apart.
  expect(differenceOf(plain(10, 7, 100, 50, 20), plain(300, 200, 106, 50, 17))).toBe(3);
});
