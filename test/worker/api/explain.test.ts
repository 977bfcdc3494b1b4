import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import type { z } from 'zod';

import type { explanationSchema } from '../../../src/contract/explanation.ts';
import { classification, expectProblem, PANDA, post, readSource, request } from '../kit/api.ts';

type Explanation = z.infer<typeof explanationSchema>;

/** Where the middle of the hottest cell is in the upright picture, in its pixels. */
function hottest({ map, region }: Explanation): { x: number; y: number } {
  const cell = map.values.indexOf(1);
  return {
    x: region.left + ((cell % map.width) + 0.5) * (region.width / map.width),
    y: region.top + (Math.floor(cell / map.width) + 0.5) * (region.height / map.height),
  };
}

async function explain(picture: Uint8Array<ArrayBuffer>, query = ''): Promise<Explanation[]> {
  const { explanations, timings } = await classification(await post(picture, `?explain=gradcam${query}`));
  expect(timings.phases_ms.explain).not.toBeNull();
  return explanations ?? [];
}

/** The panda's outline in the photograph of 696 x 613 pixels, looked up by eye. */
const IN_PANDA = { x: [190, 570], y: [165, 480] } as const;

describe('?explain=gradcam', () => {
  it.each(['efficientnet_b0', 'mobilenetv3_small_distilled'])('%s sees the panda where it is', async (model) => {
    for (const engine of ['onnxruntime', 'simd']) {
      const [map, ...others] = await explain(await readSource(PANDA), `&model=${model}&engine=${engine}`);
      expect(others).toEqual([]);
      expect(map).toMatchObject({ method: 'gradcam', index: 388, map: { width: 7, height: 7 } });
      expect(map?.map.values).toHaveLength(49);
      // 224 of 256 pixels of the short side of 613, in the middle of 696.
      expect(map?.region).toEqual({ left: 79, top: 38, width: 538, height: 536 });
      const { x, y } = map ? hottest(map) : { x: NaN, y: NaN };
      expect(x).toBeGreaterThan(IN_PANDA.x[0]);
      expect(x).toBeLessThan(IN_PANDA.x[1]);
      expect(y).toBeGreaterThan(IN_PANDA.y[0]);
      expect(y).toBeLessThan(IN_PANDA.y[1]);
    }
  });

  it('is the same from both engines', async () => {
    const panda = await readSource(PANDA);
    const [ort, simd] = await Promise.all(
      ['onnxruntime', 'simd'].map((engine) => explain(panda, `&explain_class=388,0&engine=${engine}`)),
    );
    expect(ort?.map(({ index }) => index)).toEqual([388, 0]);
    for (const [at, { map, peak }] of (ort ?? []).entries()) {
      const other = simd?.[at];
      expect(other?.peak).toBeCloseTo(peak, 3);
      map.values.forEach((value, cell) => {
        expect(other?.map.values[cell]).toBeCloseTo(value, 3);
      });
    }
  });

  it('explains each class that is answered, or those that are asked for', async () => {
    const panda = await readSource(PANDA);
    const response = await post(panda, '?explain=gradcam&explain_class=all&top_k=3');
    const { predictions, explanations } = await classification(response);
    expect(explanations?.map(({ index, label, score }) => ({ index, label, score }))).toEqual(predictions);
    expect((await explain(panda, '&explain_class=7,999')).map(({ index }) => index)).toEqual([7, 999]);
    expect(await explain(panda, '&explain_class=all&top_k=1000')).toHaveLength(10);
  });

  it('refers to the upright picture, whatever its EXIF orientation', async () => {
    const upright = sharp(await readSource(PANDA)).extract({ left: 150, top: 100, width: 500, height: 400 });
    const [reference] = await explain(new Uint8Array(await upright.clone().jpeg({ quality: 95 }).toBuffer()));
    // Orientation 6 says: turn me a quarter to the right.
    const lying = await upright.clone().rotate(270).jpeg({ quality: 95 }).withMetadata({ orientation: 6 }).toBuffer();
    const [map] = await explain(new Uint8Array(lying));
    expect(map?.region).toEqual(reference?.region);
    expect(map?.region).toEqual({ left: 75, top: 25, width: 350, height: 350 });
    reference?.map.values.forEach((value, cell) => {
      expect(Math.abs(value - (map?.map.values[cell] ?? NaN))).toBeLessThan(0.1);
    });
  });

  it('is null where it was not asked for, and keeps nothing', async () => {
    const { explanations, timings } = await classification(await post(await readSource(PANDA)));
    expect([explanations, timings.phases_ms.explain]).toEqual([null, null]);
  });

  it('counts the weights that it keeps', async () => {
    const panda = await readSource(PANDA);
    const { memory } = await classification(await post(panda, '?explain=gradcam'));
    // The head of efficientnet_b0: 1,000 rows of 1,280, biases, header.
    expect(memory.head_bytes).toBeGreaterThanOrEqual(4 * 1000 * 1281);
    expect(memory.used_bytes).toBeGreaterThanOrEqual(memory.wasm_heap_bytes + memory.head_bytes);
  });

  it('is drawn over the upright picture for those who accept image/png', async () => {
    const panda = await readSource(PANDA);
    const headers = { 'Content-Type': 'image/jpeg', Accept: 'image/png' };
    const response = await request('/v1/classify?explain=gradcam', { method: 'POST', body: panda, headers });
    expect(response.headers.get('Content-Type')).toBe('image/png');
    expect(response.headers.get('Server-Timing')).toMatch(/explain;dur=.*draw;dur=/);
    const drawn = sharp(await response.arrayBuffer());
    expect(await drawn.metadata()).toMatchObject({ format: 'png', width: 696, channels: 3 });
    const { data, info } = await drawn.raw().toBuffer({ resolveWithObject: true });
    const at = (x: number, y: number): number[] => [
      ...data.subarray(3 * (y * info.width + x), 3 * (y * info.width + x) + 3),
    ];
    const [map] = await explain(panda);
    const { x, y } = map ? hottest(map) : { x: NaN, y: NaN };
    // inferno's bright end is yellow: much red, little blue. The corner was cropped away and is grey.
    const [red = 0, , blue = 255] = at(Math.round(x), Math.round(y));
    expect(red - blue).toBeGreaterThan(40);
    expect(new Set(at(2, 2)).size).toBe(1);
  });

  it.each([
    [
      '?explain=gradcam&explain_class=1000',
      'explain_class: classes of efficientnet_b0, which are numbered from 0 to 999.',
    ],
    [
      '?explain=gradcam&model=mobilenetv3_small_triage&explain_class=3',
      'explain_class: classes of mobilenetv3_small_triage, which are numbered from 0 to 2.',
    ],
    ['?explain=gradcam&explain_class=panda', 'explain_class: all, or up to 10 indices of classes with commas between.'],
    ['?explain=gradcam&explain_class=-1', 'explain_class: all, or up to 10 indices of classes with commas between.'],
    ['?explain_class=388', 'explain_class: only together with explain=gradcam.'],
    ['?explain=lime', 'explain: gradcam.'],
  ])('refuses %s', async (query, detail) => {
    const body = await expectProblem(await post(await readSource(PANDA), query), 'invalid-parameter');
    expect(body.detail).toBe(detail);
  });

  it.each([
    ['classify', 'explain_class=388,7&engine=simd'],
    ['compare', 'models=efficientnet_b0,mobilenetv3_small_distilled@simd'],
  ])('is drawn by /v1/%s/heat-map without being asked for twice', async (route, query) => {
    const init = { method: 'POST', body: await readSource(PANDA) };
    const type = { 'Content-Type': 'image/jpeg' };
    const [own, negotiated] = await Promise.all([
      request(`/v1/${route}/heat-map?${query}`, { ...init, headers: { ...type, Accept: 'application/json' } }),
      request(`/v1/${route}?${query}&explain=gradcam`, { ...init, headers: { ...type, Accept: 'image/png' } }),
    ]);
    expect([own.status, own.headers.get('Content-Type')]).toEqual([200, 'image/png']);
    expect(own.headers.get('Server-Timing')).toMatch(/draw;dur=/);
    const bytes = Buffer.from(await own.arrayBuffer());
    expect(bytes.equals(Buffer.from(await negotiated.arrayBuffer()))).toBe(true);
    // Two pictures of 696 x 613 side by side.
    const { width, height } = await sharp(bytes).metadata();
    expect(width / height).toBeGreaterThan(1.8);
  });

  it('refuses a picture of what was not asked to be explained', async () => {
    const headers = { 'Content-Type': 'image/jpeg', Accept: 'image/png' };
    const response = await request('/v1/classify', { method: 'POST', body: await readSource(PANDA), headers });
    expect((await expectProblem(response, 'invalid-parameter')).detail).toBe(
      'explain: gradcam, when a picture is wanted (Accept: image/png).',
    );
  });
});
