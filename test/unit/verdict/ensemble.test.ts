import { describe, expect, it } from 'vitest';

import { agreementOf } from '../../../src/verdict/agreement.ts';
import { ensemble, normaliseWeights } from '../../../src/verdict/ensemble.ts';
import { ensembleCost } from '../../../src/verdict/ensemble-cost.ts';

const close = (...values: number[]): unknown[] => values.map((value): unknown => expect.closeTo(value, 12));

describe('an ensemble', () => {
  const [a, b] = [Float64Array.of(0.7, 0.2, 0.1), Float64Array.of(0.1, 0.8, 0.1)];

  it('is the weighted mean of the scores', () => {
    const members = [
      { scores: a, weight: 3 },
      { scores: b, weight: 1 },
    ];
    // (3 * 0.7 + 0.1) / 4 and so on.
    expect([...ensemble(members)]).toEqual(close(0.55, 0.35, 0.1));
  });

  it('is one of them when the other weighs nothing', () => {
    const members = [
      { scores: a, weight: 0 },
      { scores: b, weight: 2 },
    ];
    expect([...ensemble(members)]).toEqual([...b]);
  });

  it('refuses members with other classes', () => {
    const members = [
      { scores: a, weight: 1 },
      { scores: Float64Array.of(1), weight: 1 },
    ];
    expect(() => ensemble(members)).toThrow('a member has 1 classes, and the first member 3');
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

describe('the cost of an ensemble', () => {
  const [cat, dog] = [
    { index: 1, label: 'cat' },
    { index: 2, label: 'dog' },
  ];
  const parts = [
    { model: 'large', total_ms: 90, model_bytes: 20 * 2 ** 20, predictions: [cat, dog] },
    { model: 'small', total_ms: 15, model_bytes: 9.5 * 2 ** 20, predictions: [dog, cat] },
  ];

  it('is the time and memory of the other members', () => {
    expect(ensembleCost(parts, [dog, cat])).toEqual({
      added_ms: 15,
      added_bytes: 9.5 * 2 ** 20,
      changed_top1: true,
      sentence: 'small added 15 ms and 9.5 MiB of model files, and changed the first answer from "cat" to "dog".',
    });
  });

  it('says so when they do not change the first answer', () => {
    expect(ensembleCost(parts, [cat, dog])).toMatchObject({
      changed_top1: false,
      sentence: 'small added 15 ms and 9.5 MiB of model files, and did not change the first answer.',
    });
  });
});
