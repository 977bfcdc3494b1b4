import { describe, expect, it } from 'vitest';

import { readSettings, type Settings } from '../../../../src/api/protection/settings.ts';
import type { Variables } from '../../../../src/variables.ts';

const KEY = 'a-key-of-more-than-16';
const OFFICIAL = 'https://challenges.cloudflare.com/turnstile/v0/siteverify';

function read(variables: Variables): { settings: Settings; faults: string[] } {
  const faults: string[] = [];
  return { settings: readSettings(variables, (fault) => faults.push(fault)), faults };
}

describe('settings', () => {
  it('limit rates and nothing else when nothing is set', () => {
    expect(read({})).toEqual({
      settings: {
        rateLimit: true,
        keys: [],
        requireKey: false,
        allowDisturbance: false,
        turnstile: undefined,
        origins: '*',
        logLevel: 'info',
      },
      faults: [],
    });
  });

  it('are read from strings and booleans', () => {
    const variables = { RATE_LIMIT: 'off', REQUIRE_KEY: true, ALLOW_DISTURBANCE: 'true', LOG_LEVEL: 'off' };
    const { settings, faults } = read({ ...variables, API_KEYS: KEY, OPERATOR_KEY: `${KEY}!` });
    expect(settings).toMatchObject({ rateLimit: false, requireKey: true, allowDisturbance: true, logLevel: 'off' });
    expect(settings.keys.map(({ name, operator }) => [name, operator])).toEqual([
      ['key-1', false],
      ['operator', true],
    ]);
    expect(faults).toEqual([]);
  });

  it.each([
    ['RATE_LIMIT', 'of', { rateLimit: true }, 'RATE_LIMIT counts as "on", because it is none of on, off'],
    ['REQUIRE_KEY', 'yes', { requireKey: true }, 'REQUIRE_KEY counts as "true", because it is none of true, false'],
    ['ALLOW_DISTURBANCE', '1', { allowDisturbance: false }, 'ALLOW_DISTURBANCE counts as "false", because'],
    ['LOG_LEVEL', 'debug', { logLevel: 'info' }, 'LOG_LEVEL counts as "info", because'],
  ])('take the stricter choice when %s is "%s", and say so', (name, value, settings, fault) => {
    const result = read({ API_KEYS: KEY, [name]: value });
    expect(result.settings).toMatchObject(settings);
    expect(result.faults).toEqual([expect.stringContaining(fault)]);
  });

  it('say that a key is required where there is none', () => {
    const { settings, faults } = read({ REQUIRE_KEY: 'true', API_KEYS: 'hunter2' });
    expect(settings).toMatchObject({ requireKey: true, keys: [] });
    expect(faults).toHaveLength(2);
    expect(faults[1]).toBe('REQUIRE_KEY shuts everybody out, because there is no valid key');
    expect(faults.join()).not.toContain('hunter2');
  });
});

describe('Turnstile', () => {
  const widget = { TURNSTILE_SITE_KEY: 'site', TURNSTILE_SECRET: 'secret' };

  it('takes both keys', () => {
    expect(read(widget).settings.turnstile).toEqual({ siteKey: 'site', secret: 'secret', verifyUrl: OFFICIAL });
  });

  it.each([
    ['TURNSTILE_SECRET', { TURNSTILE_SITE_KEY: 'site' }],
    ['TURNSTILE_SITE_KEY', { TURNSTILE_SECRET: 'secret' }],
  ])('is incomplete without %s, and says so', (missing, variables) => {
    const { settings, faults } = read(variables);
    expect(settings.turnstile).toBe('incomplete');
    expect(faults).toEqual([expect.stringContaining(`${missing} is missing`)]);
  });

  it.each(['http://127.0.0.1:1234/siteverify', 'http://localhost:1234/', 'http://[::1]:1234/'])(
    'may be verified at %s in a test',
    (url) => {
      expect(read({ ...widget, TURNSTILE_VERIFY_URL: url }).settings.turnstile).toMatchObject({ verifyUrl: url });
    },
  );

  it.each(['https://evil.example/siteverify', 'http://127.0.0.1.evil.example/', 'nonsense'])(
    'is never verified at %s',
    (url) => {
      const { settings, faults } = read({ ...widget, TURNSTILE_VERIFY_URL: url });
      expect(settings.turnstile).toMatchObject({ verifyUrl: OFFICIAL });
      expect(faults).toHaveLength(1);
    },
  );
});

describe('ALLOWED_ORIGINS', () => {
  it.each([
    ['*', '*'],
    ['', []],
    ['https://shop.example, http://localhost:3000', ['https://shop.example', 'http://localhost:3000']],
  ])('"%s"', (text, origins) => {
    expect(read({ ALLOWED_ORIGINS: text })).toMatchObject({ settings: { origins }, faults: [] });
  });

  it.each(['https://shop.example/', 'shop.example', 'https://shop.example/page', 'null', 'https://*.example', '*'])(
    'leaves out "%s" among others, and says so',
    (entry) => {
      const { settings, faults } = read({ ALLOWED_ORIGINS: `https://a.example ${entry}` });
      expect(settings.origins).toEqual(['https://a.example']);
      expect(faults).toEqual([expect.stringContaining('ALLOWED_ORIGINS: entry 2 is left out')]);
    },
  );
});
