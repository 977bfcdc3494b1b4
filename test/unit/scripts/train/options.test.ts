import { expect, it } from 'vitest';

import { run } from '../../../../scripts/kit/command.ts';
import { parseTrainOptions, trainCommand } from '../../../../scripts/train/options.ts';

it('has defaults for everything but the data', () => {
  expect(parseTrainOptions(['--data', '/somewhere/My Pets 2/'])).toEqual({
    data: '/somewhere/My Pets 2/',
    backbone: 'efficientnet_b0',
    name: 'my_pets_2',
    epochs: 30,
    batchSize: 32,
    optimizer: 'adamw',
    schedule: 'onecycle',
    learningRate: 0.001,
    weightDecay: 0.01,
    labelSmoothing: 0,
    hidden: 0,
    views: 8,
    validation: 0.2,
    prior: 'data',
    seed: 42,
    resume: false,
    force: false,
  });
});

it.each([
  ['Blätter', 'blatter'],
  ['été 2024', 'ete_2024'],
  ['--leaves--', 'leaves'],
  ['notebook-2026-11-29.zip', 'notebook_2026_11_29'],
])('calls a model of the folder %j %s', (folder, name) => {
  expect(parseTrainOptions(['--data', `/data/${folder}`])).toMatchObject({ name });
});

it('knows other rates for SGD', () => {
  expect(parseTrainOptions(['--data', 'x', '--optimizer', 'sgd'])).toMatchObject({
    learningRate: 0.05,
    weightDecay: 1e-4,
  });
});

it('helps', async () => {
  const printed: string[] = [];
  const output = { print: (line: string) => printed.push(line), note: (line: string) => printed.push(line) };
  expect(await run(trainCommand, ['--help'], output)).toBe(0);
  expect(printed.join('\n')).toMatch(/^Usage: npm run train -- [\s\S]*--epochs <n> .*default: 30/);
});

it.each([
  [['--epochs', '3'], "required option '--data <folder>' not specified"],
  [['--data', 'x', '--epochs', '0'], '--epochs takes a whole number from 1 to 10000, not "0"'],
  [['--data', 'x', '--epochs', '1.5'], '--epochs takes a whole number from 1 to 10000, not "1.5"'],
  [['--data', 'x', '--lr', '0'], '--lr takes a number above 0, not "0"'],
  [['--data', 'x', '--lr', 'fast'], '--lr takes a number above 0, not "fast"'],
  [['--data', 'x', '--lr', ''], '--lr takes a number above 0, not ""'],
  [['--data', 'x', '--optimizer', 'lamb'], '--optimizer takes adamw or sgd, not "lamb"'],
  [['--data', 'x', '--scheduler', 'step'], '--scheduler takes onecycle or cosine-restarts, not "step"'],
  [['--data', 'x', '--name', 'My Pets'], '--name takes lower-case letters'],
  [['--data', 'x', '--name', ''], '--name takes lower-case letters, digits and underscores, not ""'],
  [
    ['--data', '/data/---'],
    '"---" has no letter from a to z and no digit to call the model by; give it a name with --name',
  ],
  [['--data', 'data/葉/'], '"葉" has no letter from a to z'],
  [['--data', 'x', '--epoch', '3'], "unknown option '--epoch'\n(Did you mean --epochs?)"],
])('refuses %j', (argv, message) => {
  expect(() => parseTrainOptions(argv)).toThrow(message);
});
