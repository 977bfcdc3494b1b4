import { describe, expect, it } from 'vitest';

import { parseCalibrateOptions } from '../../../../scripts/calibrate/options.ts';

describe('parseCalibrateOptions', () => {
  it('starts a Worker here when no address is named', () => {
    expect(parseCalibrateOptions([], {})).toEqual({
      origin: undefined,
      model: undefined,
      key: undefined,
      rounds: 10,
      maxRounds: 40,
      json: false,
    });
  });

  it('takes an address with or without a path, and the key from the environment', () => {
    const options = parseCalibrateOptions(['--url', 'https://example.workers.dev/v1', '--rounds', '60', '--json'], {
      EDGELENS_KEY: 'open sesame',
    });
    expect(options).toMatchObject({
      origin: 'https://example.workers.dev',
      key: 'open sesame',
      rounds: 60,
      json: true,
    });
    expect(options?.maxRounds).toBe(240);
  });

  it.each([
    [['--url', 'example.workers.dev'], '--url takes an address'],
    [['--url', 'ftp://example.com'], '--url takes an address'],
    [['--rounds', '2'], '--rounds takes a whole number from 3 to 1000'],
    [['--max-rounds', 'many'], '--max-rounds takes a whole number from 3 to 1000'],
    [['--key', 'open sesame'], "Unknown option '--key'"],
  ])('refuses %j', (args, message) => {
    expect(() => parseCalibrateOptions(args, {})).toThrow(message);
  });
});
