import { describe, expect, it } from 'vitest';

import { agreementOf } from '../../../src/verdict/agreement.ts';
import { ensemble, normaliseWeights } from '../../../src/verdict/ensemble.ts';
import { priceOf } from '../../../src/verdict/price.ts';

const close = (...values: number[]): unknown[] => values.map((value): unknown => expect.closeTo(value, 12));

describe('an ensemble', () => {
  const [a, b] = [Float64Array.of(0.7, 0.2, 0.1), Float64Array.of(0.1, 0.8, 0.1)];

  it('is the weighted mean of the scores', () => {
    const votes = [
      { scores: a, weight: 3 },
      { scores: b, weight: 1 },
    ];
    // (3 * 0.7 + 0.1) / 4 and so on.
    expect([...ensemble(votes)]).toEqual(close(0.55, 0.35, 0.1));
  });

  it('is one of them when the other weighs nothing', () => {
    const votes = [
      { scores: a, weight: 0 },
      { scores: b, weight: 2 },
    ];
    expect([...ensemble(votes)]).toEqual([...b]);
  });

  it('refuses votes on other classes', () => {
    const votes = [
      { scores: a, weight: 1 },
      { scores: Float64Array.of(1), weight: 1 },
    ];
    expect(() => ensemble(votes)).toThrow('a vote on 1 classes among votes on 3');
  });
});

describe('weights', () => {
  it.each([
    [[1, 1], close(0.5, 0.5)],
    [[0.4, 0.6], close(0.4, 0.6)],
    [
      [0, 5],
      [0, 1],
    ],
    [[1e308, 1e308], close(0.5, 0.5)],
    [[1e-300, 3e-300], close(0.25, 0.75)],
  ])('%j sum to 1', (weights, expected) => {
    expect(normaliseWeights(weights)).toEqual(expected);
  });

  it.each([[[0, 0]], [[-1, 2]], [[NaN, 1]], [[Infinity, 1]]])('%j are refused', (weights) => {
    expect(() => normaliseWeights(weights)).toThrow(RangeError);
  });
});

it('agreement counts what is among the first five of all', () => {
  expect(
    agreementOf([
      [1, 2, 3, 4, 5, 6],
      [1, 6, 5, 4, 9, 2],
    ]),
  ).toEqual({ top1: true, top5_shared: 3 });
  expect(
    agreementOf([
      [1, 2],
      [2, 1],
      [1, 2],
    ]),
  ).toEqual({ top1: false, top5_shared: 2 });
});

describe('the price of an ensemble', () => {
  const [cat, dog] = [
    { index: 1, label: 'cat' },
    { index: 2, label: 'dog' },
  ];
  const parts = [
    { model: 'large', total_ms: 90, model_bytes: 20 * 2 ** 20, predictions: [cat, dog] },
    { model: 'small', total_ms: 15, model_bytes: 9.5 * 2 ** 20, predictions: [dog, cat] },
  ];

  it('is what the others took when they changed something', () => {
    expect(priceOf(parts, [dog, cat])).toEqual({
      added_ms: 15,
      added_bytes: 9.5 * 2 ** 20,
      changed_top1: true,
      sentence: 'small took 15 ms and 9.5 MiB of files more, and changed the first answer from "cat" to "dog".',
    });
  });

  it('says so when they changed nothing', () => {
    expect(priceOf(parts, [cat, dog])).toMatchObject({
      changed_top1: false,
      sentence: 'small took 15 ms and 9.5 MiB of files more, and changed nothing about the first answer.',
    });
  });
});
