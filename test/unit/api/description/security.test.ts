import { expect, it } from 'vitest';

import { securityOf } from '../../../../src/api/description/security.ts';
import { guardsOf } from '../../../../src/api/protection/guards.ts';
import { readSettings } from '../../../../src/api/protection/settings.ts';
import type { Variables } from '../../../../src/variables.ts';

const KEYS = [{ key: [] }, { keyHeader: [] }];
const HUMANS = [{ turnstileToken: [] }, { verifiedSession: [] }];
const API_KEYS = 'a-key-of-the-shop-around-the-corner';
const TURNSTILE = { TURNSTILE_SITE_KEY: 'site', TURNSTILE_SECRET: 'secret' };

it.each<[string, Variables, { classify: object[]; models: object[] }]>([
  ['is open', {}, { classify: [{}, ...KEYS], models: [{}, ...KEYS] }],
  ['requires a key', { API_KEYS, REQUIRE_KEY: 'true' }, { classify: KEYS, models: [{}, ...KEYS] }],
  ['has Turnstile', TURNSTILE, { classify: [...KEYS, ...HUMANS], models: [{}, ...KEYS] }],
  ['has half of Turnstile', { TURNSTILE_SITE_KEY: 'site' }, { classify: KEYS, models: [{}, ...KEYS] }],
  [
    'has Turnstile and requires a key',
    { ...TURNSTILE, API_KEYS, REQUIRE_KEY: 'true' },
    { classify: KEYS, models: [{}, ...KEYS] },
  ],
])('what opens a deployment that %s', (_, variables, { classify, models }) => {
  const settings = readSettings(variables, () => undefined);
  expect(securityOf(guardsOf('POST', '/v1/classify'), settings)).toEqual(classify);
  expect(securityOf(guardsOf('GET', '/v1/models'), settings)).toEqual(models);
  expect(securityOf(guardsOf('GET', '/healthz'), settings)).toBeUndefined();
});
