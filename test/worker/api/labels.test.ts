import { describe, expect, it } from 'vitest';

import { classification, expectProblem, PANDA, post, readSource } from '../kit/api.ts';

const ask = async (labels: string, more = '') =>
  classification(await post(await readSource(PANDA), `?labels=${encodeURIComponent(labels)}${more}`));

describe('an answer among some classes', () => {
  it('has no others, and scores that sum to 1', async () => {
    const whole = await classification(await post(await readSource(PANDA), '?top_k=1000'));
    const scores = new Map(whole.predictions.map(({ index, score }) => [index, score]));
    const { predictions, restriction, threshold, unknown, calibration } = await ask('car wheel, lesser panda,294');
    expect(predictions.map(({ index }) => index)).toEqual([294, 387, 479]);
    expect(restriction?.classes).toEqual([479, 387, 294]);
    const share = (scores.get(479) ?? NaN) + (scores.get(387) ?? NaN) + (scores.get(294) ?? NaN);
    expect(restriction?.share).toBeCloseTo(share, 9);
    expect(share).toBeLessThan(0.1);
    for (const { index, score } of predictions) expect(score).toBeCloseTo((scores.get(index) ?? NaN) / share, 9);
    // What was measured with all classes says nothing of these.
    expect({ threshold, unknown, calibration }).toEqual({ threshold: null, unknown: false, calibration: null });
  });

  it('is null for one that may have all', async () => {
    expect((await classification(await post(await readSource(PANDA)))).restriction).toBeNull();
  });

  it('takes names in the language of the answer, top_k, min_score and heat maps', async () => {
    const answer = await ask(
      'ジャイアントパンダ,レッサーパンダ,ice bear',
      '&lang=ja&top_k=2&min_score=1&explain=gradcam&explain_class=all',
    );
    expect(answer.predictions.map(({ index }) => index)).toEqual([388, 296]);
    expect(answer.explanations?.map(({ index }) => index)).toEqual([388, 296]);
    expect(answer).toMatchObject({ threshold: 1, unknown: true });
  });

  it.each([
    ['giant panda', 'labels: 2 classes or more.'],
    ['388,giant panda', 'labels: each class only once.'],
    ['388,1000', 'labels: classes of efficientnet_b0 by name or index; number 2 is none.'],
    ['unicorn,388', 'labels: classes of efficientnet_b0 by name or index; number 1 is none.'],
    ['', 'labels: classes of efficientnet_b0 by name or index; number 1 is none.'],
    ['388,', 'labels: classes of efficientnet_b0 by name or index; number 2 is none.'],
    ['crane,388', 'labels: 134 or 517 instead of number 1, which is the name of several classes.'],
  ])('is refused among %s', async (labels, detail) => {
    const response = await post(await readSource(PANDA), `?labels=${encodeURIComponent(labels)}`);
    expect((await expectProblem(response, 'invalid-parameter')).detail).toBe(detail);
  });
});
