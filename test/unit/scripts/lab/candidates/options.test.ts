import { expect, it } from 'vitest';

import { candidatesOptions, checkCandidatesOptions } from '../../../../../scripts/lab/candidates/command.ts';
import { parse } from '../../../../../scripts/kit/command.ts';
import { PICTURE } from '../../../../../scripts/kit/paths.ts';

function parseCandidatesOptions(argv: readonly string[]) {
  const options = parse(candidatesOptions, argv);
  return { ...options, engines: checkCandidatesOptions(options) };
}

it('measures all candidates in both engines, ten runs to warm up and a hundred timed, unless told otherwise', () => {
  const defaults = { models: ['*'], engines: ['onnxruntime', 'simd'], warmup: 10, runs: 100, rounds: 5 };
  expect(parseCandidatesOptions([])).toEqual({ ...defaults, picture: PICTURE, json: undefined, record: false });
  const argv = ['--models', 'mobilenetv3*, resnet50', '--engine', 'simd', '--warmup', '0', '--runs', '4'];
  expect(parseCandidatesOptions([...argv, '--rounds', '2', '--picture', 'a.png', '--json', 'b.json'])).toEqual({
    models: ['mobilenetv3*', 'resnet50'],
    engine: 'simd',
    engines: ['simd'],
    warmup: 0,
    runs: 4,
    rounds: 2,
    picture: 'a.png',
    json: 'b.json',
    record: false,
  });
  expect(parseCandidatesOptions(['--record']).record).toBe(true);
});

it('explains every option', () => {
  const help = candidatesOptions.helpInformation();
  for (const option of ['models', 'engine', 'warmup', 'runs', 'rounds', 'picture', 'json', 'record']) {
    expect(help).toMatch(new RegExp(`^ {2}--${option}[ \n]`, 'm'));
  }
});

it.each([
  [['--runs', '0'], '--runs takes a whole number from 1'],
  [['--warmup', 'x'], '--warmup takes a whole number from 0'],
  [['--runs', '3', '--rounds', '4'], '--runs 3 is not enough for one run in each of 4 --rounds'],
  [['--models', 'a,,b'], '--models takes a list like a,b'],
  [['--engine', 'tvm'], '--engine takes onnxruntime or simd, not "tvm"'],
  [['--record', '--models', 'resnet50'], 'leave out --models and --engine'],
  [['--record', '--engine', 'simd'], 'leave out --models and --engine'],
])('says what is wrong with %j', (argv, message) => {
  expect(() => parseCandidatesOptions(argv)).toThrow(message);
});
