import { describe, expect, it } from 'vitest';

import { findModel } from '../../../src/catalogue/registry.ts';
import { classification, comparison, compare, PANDA, post, readSource, request } from '../kit/api.ts';

/** Which MobileNetV3-Small this repository has itself. */
const STUDENT = findModel('mobilenetv3_small')?.name ?? '';
const panda = await readSource(PANDA);

describe('the name of a network is that of whichever of its models is there', () => {
  it('in answers, which tell the true name', async () => {
    expect((await classification(await post(panda, '?model=mobilenetv3_small'))).model).toBe(STUDENT);
    expect((await classification(await post(panda, '?model=mobilenetv3_small_int8'))).model).toBe(`${STUDENT}_int8`);
    const { models } = await comparison(await compare(panda, '?models=efficientnet_b0,mobilenetv3_small@simd'));
    expect(models.map(({ model, engine }) => [model, engine])).toEqual([
      ['efficientnet_b0', 'onnxruntime'],
      [STUDENT, 'simd'],
    ]);
  });

  it('in lists and figures', async () => {
    const list = (await (await request('/v1/models?name=mobilenetv3_small')).json()) as { models: { name: string }[] };
    expect(list.models.map(({ name }) => name)).toEqual([STUDENT]);
    expect(await (await request('/v1/models/mobilenetv3_small')).json()).toMatchObject({ name: STUDENT });
    const latency = await request('/v1/latency?model=mobilenetv3_small&phase=infer');
    expect(latency.status).toBe(200);
    const page = await (await request('/latency?model=mobilenetv3_small')).text();
    expect(page).toMatch(new RegExp(`<option value="${STUDENT}" selected`));
  });

  it('and of none where there is none', async () => {
    expect((await post(panda, '?model=mobilenetv3_large')).status).toBe(404);
    expect((await request('/v1/models/mobilenetv3_large')).status).toBe(404);
    expect((await request('/latency?model=mobilenetv3_large')).status).toBe(400);
  });

  it('but not twice in one comparison', async () => {
    expect((await compare(panda, `?models=${STUDENT}_int8,mobilenetv3_small_int8`)).status).toBe(400);
  });
});

it('the page says that a stand-in is one', async () => {
  const page = await (await request('/')).text();
  expect(page).toContain(`${STUDENT} is a stand-in: efficientnet_b0 taught it on few pictures without labels`);
});
