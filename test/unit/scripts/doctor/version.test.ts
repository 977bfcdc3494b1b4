import { expect, it } from 'vitest';

import { isOlder } from '../../../../scripts/doctor/version.ts';

it.each([
  ['4.86.0', '4.164.0', true],
  ['4.164.0', '4.86.0', false],
  ['5.0.0', '4.9.9', false],
  ['20.20.2', '>=20', false],
  ['18.20.8', '>=20', true],
  ['1.2', '1.2.1', true],
  ['1.2.0', '1.2.0', false],
  ['v24.21.0-rc.1', '24.21.1', true],
])('%s is older than %s: %s', (version, than, expected) => {
  expect(isOlder(version, than)).toBe(expected);
});
