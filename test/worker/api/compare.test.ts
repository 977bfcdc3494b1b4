import sharp from 'sharp';
import { describe, expect, it } from 'vitest';

import { classification, compare, comparison, expectProblem, PANDA, post, readSource, request } from '../kit/api.ts';

const BOTH = 'models=efficientnet_b0,mobilenetv3_small_distilled';

describe('POST /v1/compare', () => {
  it('gives the weighted mean of what each model says alone', async () => {
    const panda = await readSource(PANDA);
    const alone = await Promise.all(
      ['efficientnet_b0', 'mobilenetv3_small_distilled'].map(async (model) =>
        classification(await post(panda, `?model=${model}&top_k=1000`)),
      ),
    );
    const answer = await comparison(await compare(panda, `?${BOTH}&weights=3,%201&top_k=1000`));
    expect(answer.models.map(({ model, weight }) => [model, weight])).toEqual([
      ['efficientnet_b0', 0.75],
      ['mobilenetv3_small_distilled', 0.25],
    ]);
    answer.models.forEach(({ predictions }, index) => {
      expect(predictions).toEqual(alone[index]?.predictions);
    });
    const [large, small] = alone.map(
      ({ predictions }) => new Map(predictions.map(({ index, score }) => [index, score])),
    );
    for (const { index, score } of answer.ensemble.predictions) {
      expect(score).toBeCloseTo(0.75 * (large?.get(index) ?? NaN) + 0.25 * (small?.get(index) ?? NaN), 10);
    }
    const scores = answer.ensemble.predictions.map(({ score }) => score);
    expect(scores).toEqual([...scores].sort((a, b) => b - a));
    expect(answer.agreement.top1).toBe(true);
    expect(answer.agreement.top5_shared).toBeGreaterThan(0);
  });

  it('says what the second model took, and that it changed nothing', async () => {
    const { models, price, timings, photo } = await comparison(await compare(await readSource(PANDA), `?${BOTH}`));
    expect(price).toMatchObject({
      added_ms: models[1]?.total_ms,
      added_bytes: models[1]?.model_bytes,
      changed_top1: false,
    });
    expect(price.sentence).toContain('mobilenetv3_small_distilled added');
    for (const { phases_ms, total_ms } of models) {
      const { load, preprocess, infer, explain } = phases_ms;
      expect(explain).toBeNull();
      expect(total_ms).toBe(load + preprocess + infer);
    }
    const sum = models.reduce((total, { total_ms }) => total + total_ms, timings.decode_ms + timings.queue_ms);
    expect(timings.total_ms).toBeGreaterThanOrEqual(sum);
    expect(photo).toMatchObject({ width: 696, height: 613 });
  });

  it('names classes in the language that is asked for, in each answer and together', async () => {
    const query = `?${BOTH}&lang=ja&top_k=3&explain=gradcam`;
    const { models, ensemble } = await comparison(await compare(await readSource(PANDA), query));
    for (const { predictions, explanations } of models) {
      expect(predictions[0]).toMatchObject({ index: 388, label: 'ジャイアントパンダ' });
      expect(explanations?.[0]).toMatchObject({ index: 388, label: 'ジャイアントパンダ' });
    }
    expect(ensemble.predictions[0]).toMatchObject({ index: 388, label: 'ジャイアントパンダ' });
  });

  it('puts both engines side by side, and they agree', async () => {
    const query = '?models=efficientnet_b0@onnxruntime,efficientnet_b0@simd,mobilenetv3_small_distilled@simd';
    const { models, ensemble } = await comparison(await compare(await readSource(PANDA), query));
    expect(models.map(({ model, engine }) => `${model}@${engine}`)).toEqual([
      'efficientnet_b0@onnxruntime',
      'efficientnet_b0@simd',
      'mobilenetv3_small_distilled@simd',
    ]);
    const [ort, simd] = models;
    expect(simd?.predictions.map(({ index }) => index)).toEqual(ort?.predictions.map(({ index }) => index));
    simd?.predictions.forEach(({ score }, rank) => {
      expect(score).toBeCloseTo(ort?.predictions[rank]?.score ?? NaN, 4);
    });
    expect(ensemble.predictions[0]?.index).toBe(388);
  });

  it('explains what each model says, and draws it side by side', async () => {
    const panda = await readSource(PANDA);
    const { models } = await comparison(await compare(panda, `?${BOTH}&explain=gradcam&explain_class=388`));
    for (const { explanations, phases_ms } of models) {
      expect(explanations?.map(({ index }) => index)).toEqual([388]);
      expect(phases_ms.explain).not.toBeNull();
    }
    const response = await compare(panda, `?${BOTH}&explain=gradcam`, { Accept: 'image/png' });
    expect(response.headers.get('Content-Type')).toBe('image/png');
    expect(await sharp(await response.arrayBuffer()).metadata()).toMatchObject({
      width: 2 * 696 + 8,
      height: 613 + 44,
    });
    const timing = response.headers.get('Server-Timing') ?? '';
    expect(timing).toMatch(/infer;dur=\d+;desc="mobilenetv3_small_distilled@onnxruntime, rpc clock in 1 ms steps"/);
  });

  it('has each model in the ledger, with what was its own', async () => {
    const count = async (phase: string): Promise<number> => {
      const response = await request(`/v1/latency?model=mobilenetv3_small_distilled&phase=${phase}`);
      const { groups } = (await response.json()) as { groups: { count: number; engine: string }[] };
      return groups.filter(({ engine }) => engine === 'simd').reduce((sum, group) => sum + group.count, 0);
    };
    await comparison(
      await compare(await readSource(PANDA), '?models=mobilenetv3_small_distilled@simd,efficientnet_b0@simd'),
    );
    await expect.poll(() => count('infer')).toBeGreaterThan(await count('total'));
  });

  it('refuses models that know different classes, and says which', async () => {
    const response = await compare(
      await readSource(PANDA),
      '?models=efficientnet_b0,mobilenetv3_small_triage,mobilenetv3_small_distilled',
    );
    expect(await expectProblem(response, 'incompatible-models')).toMatchObject({
      detail:
        'These models cannot vote together: efficientnet_b0, mobilenetv3_small_distilled the classes imagenet-1k; mobilenetv3_small_triage the classes food-report-other.',
      label_spaces: {
        'imagenet-1k': ['efficientnet_b0', 'mobilenetv3_small_distilled'],
        'food-report-other': ['mobilenetv3_small_triage'],
      },
    });
  });

  it('refuses a model that there is not, and an engine', async () => {
    const panda = await readSource(PANDA);
    await expectProblem(await compare(panda, '?models=efficientnet_b0,resnet50'), 'unknown-model');
    const { detail } = await expectProblem(
      await compare(panda, '?models=efficientnet_b0@tensorflow,mobilenetv3_small_distilled'),
      'invalid-parameter',
    );
    expect(detail).toBe('models: onnxruntime or simd behind an @.');
  });

  it.each([
    [`${BOTH}&weights=1,-1`, 'weights: numbers from 0 on, one of them above 0.'],
    [`${BOTH}&weights=0,0`, 'weights: numbers from 0 on, one of them above 0.'],
    [`${BOTH}&weights=1,x`, 'weights: numbers from 0 on, one of them above 0.'],
    [`${BOTH}&weights=1`, 'weights: 2 numbers, one for each model, not 1.'],
    [`${BOTH}&weights=1,2,3`, 'weights: 2 numbers, one for each model, not 3.'],
    ['models=efficientnet_b0,efficientnet_b0', 'models: each model only once, or once for each engine.'],
    ['models=efficientnet_b0', 'models: 2 to 4 names with commas between, each with @engine behind it or without.'],
    ['', 'models: 2 to 4 names with commas between, each with @engine behind it or without.'],
    [
      `${BOTH}&explain=gradcam&explain_class=1000`,
      'explain_class: classes of efficientnet_b0, which are numbered from 0 to 999.',
    ],
  ])('refuses ?%s', async (query, detail) => {
    const body = await expectProblem(await compare(await readSource(PANDA), `?${query}`), 'invalid-parameter');
    expect(body.detail).toBe(detail);
  });

  it('refuses what is no picture, as classify does', async () => {
    await expectProblem(await compare(new Uint8Array(0), `?${BOTH}`), 'empty-body');
    await expectProblem(await compare(new TextEncoder().encode('no picture at all'), `?${BOTH}`), 'not-a-picture');
  });
});
