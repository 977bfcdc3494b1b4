import { expect, test } from 'vitest';

import { samePadding } from '../../../../../scripts/models/networks/padding.ts';

test.each([
  // size, kernel, stride, before, after
  [224, 3, 2, 0, 1],
  [225, 3, 2, 1, 1],
  [112, 3, 1, 1, 1],
  [56, 5, 2, 1, 2],
  [57, 5, 2, 2, 2],
  [14, 5, 1, 2, 2],
  [7, 1, 1, 0, 0],
  [8, 1, 2, 0, 0],
  [4, 2, 1, 0, 1],
  [10, 3, 4, 0, 1],
])(
  'SAME padding of %i with kernel %i and stride %i is %i before and %i after',
  (size, kernel, stride, before, after) => {
    expect(samePadding(size, kernel, stride)).toEqual([before, after]);
  },
);
