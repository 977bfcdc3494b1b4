import { expect, it } from 'vitest';

import { median } from '../../../../src/web/charts/median.ts';

it('takes the middle value, or the mean of two', () => {
  expect(median([9, 1, 5])).toBe(5);
  expect(median([4, 1, 3, 2])).toBe(2.5);
  expect(median([])).toBeNaN();
});
