import { describe, expect, it } from 'vitest';

import { inWords, likenessOf, referenceInWords } from '../../../../scripts/verify/likeness.ts';
import type { Reference } from '../../../../scripts/verify/reference.ts';

const REFERENCE: Reference = {
  scores: Float64Array.of(0.5, 0.3, 0.1, 0.06, 0.03, 0.01),
  labels: ['cat, house cat', 'dog', 'cow', 'hen', 'pig', 'owl'],
  tolerance: 0.01,
};

const ANSWER = [0.5, 0.3, 0.1, 0.06, 0.03, 0.01].map((score, index) => ({
  index,
  label: REFERENCE.labels[index] ?? '',
  score,
}));

/** The answer with other classes or scores at some places. */
function answer(...changes: readonly [place: number, change: Partial<(typeof ANSWER)[number]>][]): typeof ANSWER {
  const predictions = ANSWER.map((prediction) => ({ ...prediction }));
  for (const [place, change] of changes) Object.assign(predictions[place] ?? {}, change);
  return predictions;
}

describe('likenessOf', () => {
  it('finds nothing wrong with the same, and with what is off by less than the tolerance', () => {
    expect(likenessOf(ANSWER, REFERENCE)).toEqual({ faults: [], difference: 0 });
    const { faults, difference } = likenessOf(answer([1, { score: 0.3027 }]), REFERENCE);
    expect(faults).toEqual([]);
    expect(difference).toBeCloseTo(0.009, 6);
  });

  it('tells a score that is off by more, and two classes that changed places', () => {
    expect(likenessOf(answer([1, { score: 0.31 }]), REFERENCE).faults).toEqual(['class 1 has 0.310, not 0.300']);
    const swapped = answer([0, { index: 1, label: 'dog' }], [1, { index: 0, label: 'cat, house cat' }]);
    expect(likenessOf(swapped, REFERENCE).faults).toEqual([
      'class 1 has 0.500, not 0.300',
      'class 0 has 0.300, not 0.500',
    ]);
  });

  it('does not mind the order of classes that the tolerance cannot tell apart', () => {
    const close: Reference = { ...REFERENCE, scores: Float64Array.of(0.4001, 0.4, 0.1, 0.06, 0.03, 0.01) };
    const swapped = answer(
      [0, { index: 1, label: 'dog', score: 0.4001 }],
      [1, { index: 0, label: 'cat, house cat', score: 0.4 }],
    );
    expect(likenessOf(swapped, close).faults).toEqual([]);
  });

  it('tells wrong names, missing classes, classes that do not exist, and answers that are not sorted', () => {
    expect(likenessOf(answer([2, { label: 'ox' }]), REFERENCE).faults).toEqual(['class 2 is called "ox", not "cow"']);
    expect(likenessOf(ANSWER.slice(0, 4), REFERENCE).faults).toEqual(['class 4 (pig, 0.0300) is missing']);
    expect(likenessOf(answer([4, { index: 9 }]), REFERENCE)).toEqual({
      faults: ['class 9 has 0.0300, not NaN', 'class 9 is called "pig", not ""', 'class 4 (pig, 0.0300) is missing'],
      difference: Infinity,
    });
    const [first, second, ...others] = ANSWER;
    expect(first && second && likenessOf([second, first, ...others], REFERENCE).faults).toEqual([
      'classes are not sorted',
    ]);
  });
});

it('says in words what is expected and what was there', () => {
  expect(referenceInWords(REFERENCE)).toBe('cat 0.500, dog 0.300, each within 1 %');
  expect(inWords(ANSWER)).toBe('cat 0.500, dog 0.300');
});
