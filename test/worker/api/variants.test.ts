import { describe, expect, it } from 'vitest';

import { modelListSchema } from '../../../src/contract/model.ts';
import { classification, PANDA, post, problem, readSource, request } from '../kit/api.ts';

const VARIANTS = ['efficientnet_b0_w8', 'efficientnet_b0_int8', 'mobilenetv3_small_distilled_w8'];

describe('quantised variants', () => {
  it.each(VARIANTS)('%s knows the panda, and where it is, as its base does', async (name) => {
    const panda = await readSource(PANDA);
    const base = name.slice(0, name.lastIndexOf('_'));
    const [own, other] = [
      await classification(await post(panda, `?model=${name}&explain=gradcam`)),
      await classification(await post(panda, `?model=${base}&engine=onnxruntime&explain=gradcam`)),
    ];
    expect(own.predictions[0]?.index).toBe(388);
    expect(Math.abs((own.predictions[0]?.score ?? NaN) - (other.predictions[0]?.score ?? NaN))).toBeLessThan(0.05);
    expect(own.model_bytes).toBeLessThan(other.model_bytes / 2);
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
      expect(engines.map(({ name }) => name)).toEqual(['onnxruntime']);
      // On pictures that no model was made with; on those a variant is admitted with it is 99 % or more.
      expect(measured?.agreement?.top1).toBeGreaterThanOrEqual(98.5);
    }
  });

  it('have no plan for the SIMD engine, and say so', async () => {
    const answer = await post(await readSource(PANDA), '?model=efficientnet_b0_w8&engine=simd');
    expect(answer.status).toBe(400);
    expect((await problem(answer)).detail).toContain('efficientnet_b0_w8');
  });
});
