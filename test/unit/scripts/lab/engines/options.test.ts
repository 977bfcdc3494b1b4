import { expect, it } from 'vitest';

import { parse } from '../../../../../scripts/kit/command.ts';
import { enginesOptions } from '../../../../../scripts/lab/engines/command.ts';
import { PICTURE } from '../../../../../scripts/kit/paths.ts';

const parseEnginesOptions = (argv: readonly string[]) => parse(enginesOptions, argv);

it('compares the shipped models and MobileNetV3-Large unless told otherwise', () => {
  expect(parseEnginesOptions([])).toEqual({
    models: ['efficientnet_b0', 'mobilenetv3_small_distilled', 'mobilenetv3_large_100.ra_in1k'],
    rounds: 5,
    warm: 20,
    warmup: 20,
    picture: PICTURE,
    json: undefined,
    profile: false,
  });
  expect(parseEnginesOptions(['--models', 'a, b', '--rounds', '2', '--profile'])).toMatchObject({
    models: ['a', 'b'],
    rounds: 2,
    profile: true,
  });
});

it('explains every option, and refuses numbers that make no sense', () => {
  const help = enginesOptions.helpInformation();
  for (const option of ['models', 'rounds', 'warm', 'warmup', 'picture', 'json', 'profile']) {
    expect(help).toMatch(new RegExp(`^ {2}--${option} `, 'm'));
  }
  expect(() => parseEnginesOptions(['--rounds', '0'])).toThrow('--rounds takes a whole number from 1');
  expect(() => parseEnginesOptions(['--warm', 'x'])).toThrow('--warm takes a whole number from 1');
});
