import { describe, expect, it } from 'vitest';

import { parseCalibrateOptions } from '../../../../scripts/calibrate/options.ts';

describe('parseCalibrateOptions', () => {
  it('starts a Worker here when no address is named', () => {
    expect(parseCalibrateOptions([], {})).toEqual({
      rounds: 10,
      maxRounds: 40,
      json: false,
    });
  });

  it('takes an address with or without a path, and the key from the environment', () => {
    const argv = ['--url', 'https://example.workers.dev/v1', '--rounds', '60', '--json'];
    expect(parseCalibrateOptions(argv, { EDGELENS_KEY: 'open sesame' })).toEqual({
      key: 'open sesame',
      url: 'https://example.workers.dev',
      rounds: 60,
      maxRounds: 240,
      json: true,
    });
  });

  it.each([
    [['--url', 'example.workers.dev'], '--url takes an address'],
    [['--url', 'ftp://example.com'], '--url takes an address'],
    [['--rounds', '2'], '--rounds takes a whole number from 3 to 1000'],
    [['--max-rounds', 'many'], '--max-rounds takes a whole number from 3 to 1000'],
    [['--key', 'open sesame'], "unknown option '--key'"],
  ])('refuses %j', (args, message) => {
    expect(() => parseCalibrateOptions(args, {})).toThrow(message);
  });
});
