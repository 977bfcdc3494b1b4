import { describe, expect, it } from 'vitest';

import { parse } from '../../../../../scripts/kit/command.ts';
import { peersOptions } from '../../../../../scripts/lab/peers/command.ts';

const parsePeersOptions = (argv: readonly string[]) => parse(peersOptions, argv);

describe('bench --peers', () => {
  it('compares everything when nothing is said', () => {
    expect(parsePeersOptions([])).toEqual({
      rounds: 5,
      warm: 20,
      warmup: 10,
      models: ['efficientnet_b0', 'mobilenetv3_small_distilled'],
      picture: undefined,
      only: undefined,
      json: undefined,
      markdown: undefined,
    });
  });

  it('takes numbers and names', () => {
    expect(parsePeersOptions(['--rounds', '2', '--warmup', '0', '--only', 'native, minimal'])).toMatchObject({
      rounds: 2,
      warmup: 0,
      only: ['native', 'minimal'],
    });
  });

  it.each([
    [['--rounds', '0'], '--rounds takes a whole number from 1 to 10000'],
    [['--warm', 'many'], '--warm takes a whole number from 1 to 10000'],
    [['--warmup', ''], '--warmup takes a whole number from 0 to 10000'],
    [['--only', 'pytorch'], 'there is no peer pytorch. Known: minimal, tensorflow, native'],
  ])('refuses %j', (args, message) => {
    expect(() => parsePeersOptions(args)).toThrow(message);
  });
});
