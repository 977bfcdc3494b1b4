import { describe, expect, it } from 'vitest';

import { parse } from '../../../../../scripts/kit/command.ts';
import { checkFuzzOptions, fuzzOptions } from '../../../../../scripts/lab/fuzz/options.ts';

const parseFuzzOptions = (argv: readonly string[]) => checkFuzzOptions(parse(fuzzOptions, argv));

describe('fuzz', () => {
  it('attacks with all formats, long, and with any seed when told nothing', () => {
    expect(parseFuzzOptions([])).toMatchObject({
      seed: undefined,
      runs: 20_000,
      httpRuns: 2000,
      formats: ['jpeg', 'png', 'webp', 'foreign'],
      minutes: undefined,
    });
  });

  it('takes a short form, single numbers, formats, a time and one input', () => {
    expect(parseFuzzOptions(['--short'])).toMatchObject({ runs: 400, httpRuns: 60 });
    expect(parseFuzzOptions(['--short', '--runs', '7'])).toMatchObject({ runs: 7, httpRuns: 60 });
    expect(parseFuzzOptions(['--format', 'png,webp', '--seed', '7'])).toMatchObject({
      formats: ['png', 'webp'],
      seed: 7,
    });
    expect(parseFuzzOptions(['--minutes', '2.5'])).toMatchObject({ minutes: 2.5, runs: 100_000_000 });
    expect(parseFuzzOptions(['--seed', '7', '--input', 'jpeg:12'])).toMatchObject({
      input: { format: 'jpeg', index: 12 },
    });
    expect(fuzzOptions.helpInformation()).toContain('--input <format:n>');
  });

  it.each([
    [['--seed=-1'], '--seed takes a whole number'],
    [['--runs', 'many'], '--runs takes a whole number'],
    [['--format', 'gif'], '--format takes jpeg, png, webp, foreign, not "gif"'],
    [['--minutes', '0'], '--minutes takes a number'],
    [['--minutes', '1', '--short'], 'leave out --runs, --http-runs and --short'],
    [['--input', 'jpeg:1'], '--input needs the --seed'],
    [['--seed', '1', '--input', 'jpeg'], '--input takes a whole number'],
  ])('refuses %j', (argv, message) => {
    expect(() => parseFuzzOptions(argv)).toThrow(message);
  });
});
