import { describe, expect, it } from 'vitest';

import { parse } from '../../../../../scripts/kit/command.ts';
import { minutesOf, soakOptions } from '../../../../../scripts/lab/soak/options.ts';

function parseSoakOptions(argv: readonly string[]) {
  const options = parse(soakOptions, argv);
  return { ...options, minutes: minutesOf(options) };
}

describe('soak', () => {
  it('takes five minutes of a Worker of its own when told nothing', () => {
    expect(parseSoakOptions([])).toMatchObject({
      minutes: 5,
      rate: 6,
      models: ['efficientnet_b0', 'mobilenetv3_small'],
      seed: 1,
    });
  });

  it('takes an address with or without a path, a time, a rate, models', () => {
    const argv = ['--url', 'https://example.workers.dev/v1', '--minutes', '0.5', '--rate', '2', '--models', 'a, b'];
    expect(parseSoakOptions(argv)).toMatchObject({
      url: 'https://example.workers.dev',
      minutes: 0.5,
      rate: 2,
      models: ['a', 'b'],
    });
    expect(parseSoakOptions(['--short']).minutes).toBe(0.25);
    expect(soakOptions.helpInformation()).toContain('--minutes <n>');
  });

  it.each([
    [['--url', 'example.workers.dev'], '--url takes an address'],
    [['--minutes', '0'], '--minutes takes a number from 0.05'],
    [['--rate', 'fast'], '--rate takes a number'],
    [['--models', 'a,'], '--models takes a list like a,b'],
    [['--short', '--minutes', '3'], 'choose one of --short and --minutes'],
  ])('refuses %j', (argv, message) => {
    expect(() => parseSoakOptions(argv)).toThrow(message);
  });
});
