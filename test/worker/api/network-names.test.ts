import { describe, expect, it } from 'vitest';

import { classification, comparison, compare, PANDA, post, readSource, request } from '../kit/api.ts';

/** Which MobileNetV3-Small this repository has itself, and what was published for the one that it stands in for. */
const STUDENT = 'mobilenetv3_small_distilled';
const PUBLISHED = /\b(?:67\.6|87\.6)/;
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

describe('a stand-in', () => {
  it('is told as one on the page', async () => {
    const page = await (await request('/')).text();
    expect(page).toContain(`${STUDENT} is a stand-in: efficientnet_b0 taught it on few pictures, because`);
    expect(page).toContain('MobileNetV3-Small (distilled), a stand-in');
    expect(page).not.toMatch(PUBLISHED);
  });

  it('is no usual choice for a task, as the network is that it stands in for', async () => {
    const { ranking } = (await (await request('/v1/recommend?use_case=agriculture')).json()) as {
      ranking: { name: string; usual: boolean }[];
    };
    const small = ranking.filter(({ name }) => name.startsWith('mobilenetv3_small'));
    expect(new Map(small.map(({ name, usual }) => [name, usual]))).toEqual(
      new Map([
        ['mobilenetv3_small_100.lamb_in1k', true],
        [STUDENT, false],
        [`${STUDENT}_w8`, false],
        [`${STUDENT}_int8`, false],
      ]),
    );
  });

  it.each(['/v1/models', `/v1/models/${STUDENT}`, '/v1/recommend', '/v1/recommend?use_case=agriculture'])(
    'is never told with the published accuracy, by %s',
    async (path) => {
      const told = partsOn(await (await request(path)).json());
      expect(told.length).toBeGreaterThan(0);
      for (const part of told) expect(JSON.stringify(part)).not.toMatch(PUBLISHED);
    },
  );

  it('nor by a row of /compare, where the row of the real one has it', async () => {
    const page = await (await request('/compare?use_case=agriculture')).text();
    const rows = page.match(/<tr[^]*?<\/tr>/g) ?? [];
    const [own, real] = [STUDENT, 'lamb_in1k'].map((name) => rows.filter((row) => row.includes(name)));
    if (own === undefined || real === undefined) throw new Error('no rows');
    expect([own.length > 0, real.length > 0]).toEqual([true, true]);
    for (const row of own) expect(row).not.toMatch(PUBLISHED);
    expect(real.some((row) => PUBLISHED.test(row))).toBe(true);
    expect(page).toMatch(/Published accuracies stand in [^.]*timm results for ImageNet-1k, 2025-10-30/);
  });
});

/** All objects of an answer, however deep, whose name is that of the stand-in or of a variant of it. */
function partsOn(answer: unknown): object[] {
  if (typeof answer !== 'object' || answer === null) return [];
  const isOne = 'name' in answer && typeof answer.name === 'string' && answer.name.startsWith(STUDENT);
  return [...(isOne ? [answer] : []), ...Object.values(answer).flatMap(partsOn)];
}
