import { describe, expect, it } from 'vitest';

import { parseVerifyOptions } from '../../../../scripts/verify/options.ts';

const ALL = [
  'version',
  'models',
  'answers',
  'batch',
  'memory',
  'ledger',
  'metrics',
  'clocks',
  'limits',
  'headers',
  'page',
  'description',
  'plans',
];

describe('parseVerifyOptions', () => {
  it('looks at everything of a Worker here when nothing else is said', () => {
    expect(parseVerifyOptions([], {})).toEqual({
      checks: ALL,
      downloads: true,
      flood: false,
      json: false,
      override: false,
    });
  });

  it('takes an address, some checks in the order of the report, and the key from the environment', () => {
    const argv = ['--url', 'https://example.workers.dev/v1', '--only', 'plans, answers', '--no-downloads'];
    expect(parseVerifyOptions(argv, { EDGELENS_KEY: 'open sesame' })).toMatchObject({
      url: 'https://example.workers.dev',
      checks: ['answers', 'plans'],
      downloads: false,
      key: 'open sesame',
    });
  });

  it.each([
    [['--url', 'example.workers.dev'], '--url takes an address'],
    [['--url', 'ftp://example.com'], '--url takes an address'],
    [['--only', 'answers,speed'], '--only takes some of version, models,'],
    [['--override'], '--override needs --expect-version'],
    [['--expect-version', 'a"b'], '--expect-version takes an id as wrangler prints it, not "a"b"'],
    [['--key', 'open sesame'], "unknown option '--key'"],
  ])('refuses %j', (args, message) => {
    expect(() => parseVerifyOptions(args, {})).toThrow(message);
  });
});
