import { expect, it } from 'vitest';

import { wilsonInterval } from '../../../../../scripts/kit/statistics/proportion.ts';

it.each([
  // Newcombe 1998 (https://doi.org/10.1002/(SICI)1097-0258(19980430)17:8<857::AID-SIM777>3.0.CO;2-E), table I, method 3.
  [81, 263, 0.2553, 0.3662],
  [15, 148, 0.0624, 0.1605],
  [0, 20, 0, 0.1611],
  [1, 29, 0.0061, 0.1718],
])('of %i in %i is what Newcombe has', (successes, trials, low, high) => {
  const [from, to] = wilsonInterval(successes, trials);
  expect(from).toBeCloseTo(low, 4);
  expect(to).toBeCloseTo(high, 4);
});
