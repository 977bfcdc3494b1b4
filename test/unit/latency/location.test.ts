import { expect, it } from 'vitest';

import { locationOf } from '../../../src/latency/location.ts';

it.each([
  [{ colo: 'FRA', country: 'DE' }, 'FRA'],
  [{ colo: 'all' }, 'local'],
  [{ colo: 'FRANKFURT' }, 'local'],
  [{ colo: 7 }, 'local'],
  [{}, 'local'],
  [null, 'local'],
  [undefined, 'local'],
])('the location of %j is %s', (cf, location) => {
  expect(locationOf(cf)).toBe(location);
});
