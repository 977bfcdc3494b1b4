import { describe, expect, it } from 'vitest';

import { modelListSchema } from '../../../src/contract/model.ts';
import { classification, compare, comparison, PANDA, post, problem, readSource, request } from '../kit/api.ts';

const VARIANTS = [
  'efficientnet_b0_w8',
  'efficientnet_b0_int8',
  'mobilenetv3_small_distilled_w8',
  'mobilenetv3_small_distilled_int8',
];

describe('quantised variants', () => {
  it.each(VARIANTS)('%s knows the panda, and where it is, as its base does', async (name) => {
    const panda = await readSource(PANDA);
    const base = name.slice(0, name.lastIndexOf('_'));
    const [own, other] = [
      await classification(await post(panda, `?model=${name}&explain=gradcam`)),
      await classification(await post(panda, `?model=${base}&engine=simd&explain=gradcam`)),
    ];
    expect(own.predictions[0]?.index).toBe(388);
    expect(Math.abs((own.predictions[0]?.score ?? NaN) - (other.predictions[0]?.score ?? NaN))).toBeLessThan(0.05);
    expect([own.engine, other.engine]).toEqual(['simd', 'simd']);
    expect(own.model_bytes).toBeLessThan((name.endsWith('_int8') ? 0.55 : 0.65) * other.model_bytes);
    const [map, otherMap] = [own, other].map(({ explanations }) => explanations?.[0]?.map.values ?? []);
    expect(map).toHaveLength(49);
    for (const [cell, value] of (map ?? []).entries()) {
      expect(Math.abs(value - (otherMap?.[cell] ?? NaN))).toBeLessThan(0.15);
    }
  });

  it('say how often they agree with what they are variants of', async () => {
    const { models } = modelListSchema.parse(await (await request('/v1/models?name=*_w8')).json());
    expect(models.map(({ name }) => name)).toContain('efficientnet_b0_w8');
    for (const { engines, measured } of models) {
      expect(engines.map(({ name }) => name)).toEqual(['simd']);
      expect(measured?.agreement?.top1).toBeGreaterThanOrEqual(99);
    }
  });

  it('are not for onnxruntime, and say what runs them', async () => {
    const answer = await post(await readSource(PANDA), '?model=efficientnet_b0_w8&engine=onnxruntime');
    expect(answer.status).toBe(400);
    const { detail } = await problem(answer);
    expect(detail).toContain('efficientnet_b0_w8');
    expect(detail).toContain('simd');
  });

  it('are compared with what they are variants of, and vote with it', async () => {
    const names = ['efficientnet_b0', 'efficientnet_b0_int8', 'mobilenetv3_small_distilled_int8'];
    const query = `?models=${names.map((name) => `${name}@simd`).join()}`;
    const { models } = await comparison(await compare(await readSource(PANDA), query));
    expect(models.map(({ model, engine }) => [model, engine])).toEqual(names.map((name) => [name, 'simd']));
    expect(models.map(({ predictions }) => predictions[0]?.index)).toEqual([388, 388, 388]);
    const voting = await comparison(await compare(await readSource(PANDA), `${query}&weights=0,3,2`));
    expect(voting.ensemble.predictions[0]?.index).toBe(388);
  });
});
