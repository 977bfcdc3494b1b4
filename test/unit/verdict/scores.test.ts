import { describe, expect, it } from 'vitest';

import { random } from '../image/random.ts';
import { rank, softmax } from '../../../src/verdict/scores.ts';

describe('softmax', () => {
  it('equals values computed by hand', () => {
    // exp(0) : exp(ln 3) : exp(ln 6) = 1 : 3 : 6
    const scores = softmax(Float32Array.of(0, Math.log(3), Math.log(6)));
    expect(scores[0]).toBeCloseTo(0.1, 6);
    expect(scores[1]).toBeCloseTo(0.3, 6);
    expect(scores[2]).toBeCloseTo(0.6, 6);
  });

  it('divides logits by the temperature first', () => {
    // exp(ln 9 / 2) = 3
    const scores = softmax(Float32Array.of(0, Math.log(9)), 2);
    expect(scores[0]).toBeCloseTo(0.25, 6);
    expect(scores[1]).toBeCloseTo(0.75, 6);
  });

  it('survives logits that would overflow', () => {
    expect(Array.from(softmax(Float32Array.of(1000, 1000, -1000)))).toEqual([0.5, 0.5, 0]);
  });

  it('does not change when all logits are shifted', () => {
    const logits = [-3.5, 0.25, 2, 7];
    const shifted = softmax(Float32Array.from(logits, (x) => x + 64));
    softmax(Float32Array.from(logits)).forEach((score, i) => {
      expect(shifted[i]).toBeCloseTo(score, 12);
    });
  });
});

const LABELS = ['ant', 'bee', 'cat', 'dog'];

describe('rank', () => {
  it('orders by score and keeps index and label together', () => {
    const ranked = rank(Float64Array.of(0.2, 0.5, 0, 0.3), LABELS, 3);
    expect(ranked.map(({ index, label }) => [index, label])).toEqual([
      [1, 'bee'],
      [3, 'dog'],
      [0, 'ant'],
    ]);
  });

  it('orders equal scores as the class list does', () => {
    expect(rank(Float64Array.of(0.25, 0.25, 0.25, 0.25), LABELS, 4).map(({ index }) => index)).toEqual([0, 1, 2, 3]);
  });

  it('answers what sorting all of them would, whatever the scores', () => {
    const next = random(20261129);
    for (let round = 0; round < 200; round++) {
      // Few values, so that many are equal.
      const scores = Float64Array.from({ length: 1 + next(40) }, () => next(8) / 8);
      const sorted = [...scores.keys()].sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0) || a - b);
      for (const topK of [1, 3, 5, 100])
        expect(rank(scores, [], topK).map(({ index }) => index)).toEqual(sorted.slice(0, topK));
    }
  });

  it('answers all classes when asked for more', () => {
    expect(rank(Float64Array.of(0.1, 0.2, 0.3, 0.4), LABELS, 1000)).toHaveLength(4);
  });
});
