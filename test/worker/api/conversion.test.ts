import { readFile } from 'node:fs/promises';
import sharp, { type Sharp } from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { decodeImage } from '../../../src/image/decode.ts';
import { codecs } from '../../unit/image/codecs.ts';
import { difference } from '../../unit/image/difference.ts';
import { PHOTOGRAPHS } from '../../unit/image/pictures.ts';
import { harness } from '../kit/deployment.ts';

// wrangler's simulation of Cloudflare Images, in workerd; the service itself can only be reached with an account.
const server = harness([
  {
    config: {
      name: 'converter',
      main: 'test/worker/fixtures/converter.ts',
      compatibility_date: '2026-10-20',
      images: { binding: 'IMAGES' },
    },
  },
]);
beforeAll(() => server.listen());
afterAll(() => server.close());

const convert = async (file: Uint8Array): Promise<{ status: number; from: string | null; body: Buffer }> => {
  const response = await server.fetch('/', { method: 'POST', body: file });
  const body = Buffer.from(await response.arrayBuffer());
  return { status: response.status, from: response.headers.get('X-Converted-From'), body };
};

/** Different in every corner, so that a turn shows. */
const stored = (): Sharp => sharp(PHOTOGRAPHS.meal).resize(640, 480, { fit: 'fill' });

describe('the Images binding', () => {
  it('makes a JPEG of an AVIF that decodeImage reads, and no larger than needed', async () => {
    for (const [width, height] of [
      [640, 480],
      [2000, 1500],
    ] as const) {
      const avif = await stored().resize(width, height).avif({ quality: 80, effort: 0 }).toBuffer();
      const { status, from, body } = await convert(avif);
      expect({ status, from }).toEqual({ status: 200, from: 'AVIF' });
      const { image, header } = await decodeImage(body, { codecs, shortSide: 256 });
      expect(Math.max(header.width, header.height)).toBe(Math.min(width, 1600));
      const reference = await sharp(avif).resize(image.width, image.height, { fit: 'fill' }).raw().toBuffer();
      expect(difference(image.data, reference).mean).toBeLessThan(4);
    }
  });

  it('leaves nothing to turn: the picture is upright and its orientation 1', async () => {
    // sharp writes the box of the file that turns it (irot), as AVIF and HEIC have it.
    const avif = await stored().withMetadata({ orientation: 6 }).avif({ quality: 80, effort: 0 }).toBuffer();
    const upright = await sharp(avif).autoOrient().raw().toBuffer({ resolveWithObject: true });
    const { body } = await convert(avif);
    const { image, header } = await decodeImage(body, { codecs, shortSide: 480 });
    expect(header.orientation).toBe(1);
    expect([image.width, image.height]).toEqual([upright.info.width, upright.info.height]);
    expect(difference(image.data, upright.data).mean).toBeLessThan(4);
  });

  it('passes other files through as they are', async () => {
    const jpeg = await stored().jpeg().toBuffer();
    const { from, body } = await convert(jpeg);
    expect(from).toBe('null');
    expect(body.equals(jpeg)).toBe(true);
  });

  it('refuses what the service does not read, by name: HEIC in the simulation', async () => {
    const heic = await readFile(new URL('../../unit/image/fixtures/meal.heic', import.meta.url));
    const { status, body } = await convert(heic);
    expect(status).toBe(415);
    const { kind, message } = JSON.parse(body.toString()) as { kind: string; message: string };
    expect(kind).toBe('unsupported_format');
    expect(message).toMatch(/The file is HEIC, which could not be converted.*Most Compatible/);
  });

  it('refuses a damaged AVIF', async () => {
    const avif = await stored().avif({ effort: 0 }).toBuffer();
    const { status, body } = await convert(avif.subarray(0, 400));
    expect(status).toBe(415);
    expect(JSON.parse(body.toString())).toMatchObject({ kind: 'unsupported_format', detail: { format: 'AVIF' } });
  });
});
