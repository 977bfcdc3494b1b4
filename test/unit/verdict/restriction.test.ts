import fc from 'fast-check';
import { expect, it } from 'vitest';

import { restrict } from '../../../src/verdict/restriction.ts';
import { softmax } from '../../../src/verdict/scores.ts';

it('gives the classes what they have of each other, and tells what they have of all', () => {
  const { scores, share } = restrict(Float64Array.of(0.5, 0.3, 0.15, 0.05), [2, 3]);
  expect(share).toBeCloseTo(0.2, 12);
  expect([...scores].map((score) => Number(score.toFixed(12)))).toEqual([0, 0, 0.75, 0.25]);
});

it('is the softmax over the logits of these classes alone', () => {
  const logits = fc.array(fc.float({ min: -20, max: 20, noNaN: true }), { minLength: 3, maxLength: 40 });
  fc.assert(
    fc.property(logits, fc.double({ min: 0.5, max: 2, noNaN: true }), (values, temperature) => {
      const classes = values.map((_, index) => index).filter((index) => index % 2 === 0);
      const { scores, share } = restrict(softmax(Float32Array.from(values), temperature), classes);
      const alone = softmax(
        Float32Array.from(classes, (index) => values[index] ?? 0),
        temperature,
      );
      classes.forEach((index, place) => {
        expect(scores[index]).toBeCloseTo(alone[place] ?? NaN, 9);
      });
      expect(share).toBeGreaterThan(0);
      expect(share).toBeLessThanOrEqual(1);
    }),
  );
});
