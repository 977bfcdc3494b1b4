import { basename, resolve } from 'node:path';
import { parseArgs } from 'node:util';

import { UsageError } from '../kit/failure.ts';
import type { RULES } from './optimizer.ts';

/** The learning-rate schedules that there are. */
export type ScheduleName = 'onecycle' | 'cosine-restarts';

/** Everything that a training run is told. */
export interface TrainOptions {
  readonly data: string;
  readonly backbone: string;
  readonly name: string;
  readonly epochs: number;
  readonly batchSize: number;
  readonly optimizer: keyof typeof RULES;
  readonly schedule: ScheduleName;
  readonly learningRate: number;
  readonly weightDecay: number;
  readonly labelSmoothing: number;
  readonly hidden: number;
  readonly views: number;
  readonly validation: number;
  readonly seed: number;
  readonly resume: boolean;
  readonly force: boolean;
}

export const HELP = `Usage: npm run train -- --data DIR [options]

Trains a classifier for your own classes on a backbone that is there, and registers it as a model that npm start serves.
DIR holds one folder per class with its pictures (JPEG, PNG, WebP). Ctrl-C keeps the best head so far.

  --data DIR            folder with one folder per class
  --backbone NAME       model whose backbone is used (efficientnet_b0)
  --name NAME           name of the new model (from the name of DIR)
  --epochs N            passes over the training pictures (30)
  --batch-size N        (32)
  --optimizer NAME      adamw or sgd (adamw)
  --scheduler NAME      onecycle or cosine-restarts (onecycle)
  --lr X                highest learning rate (0.001 for adamw, 0.05 for sgd)
  --weight-decay X      (0.01 for adamw, 0.0001 for sgd)
  --label-smoothing X   (0)
  --hidden N            units of a hidden layer; 0 for a linear head (0)
  --views N             random crops of each training picture beside the picture itself (8)
  --validation X        part of each class that is kept aside to validate on (0.2)
  --seed N              of the split, the crops, the first weights and the order (42)
  --resume              go on where an interrupted run of the same name stopped
  --force               replace a trained model of the same name`;

const OPTIONS = {
  data: { type: 'string' },
  backbone: { type: 'string' },
  name: { type: 'string' },
  epochs: { type: 'string' },
  'batch-size': { type: 'string' },
  optimizer: { type: 'string' },
  scheduler: { type: 'string' },
  lr: { type: 'string' },
  'weight-decay': { type: 'string' },
  'label-smoothing': { type: 'string' },
  hidden: { type: 'string' },
  views: { type: 'string' },
  validation: { type: 'string' },
  seed: { type: 'string' },
  resume: { type: 'boolean' },
  force: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** Model names that the API takes. */
const NAME = /^[a-z0-9_]+$/;

/**
 * Reads the command line of `npm run train`.
 *
 * @returns undefined when help was asked for
 * @throws UsageError that names the option and what it takes
 */
export function parseTrainOptions(argv: readonly string[]): TrainOptions | undefined {
  const { values } = parseArgs({ args: [...argv], options: OPTIONS });
  if (values.help === true) return undefined;
  if (values.data === undefined) throw new UsageError('--data is missing: a folder with one folder per class');
  const optimizer = oneOf('--optimizer', values.optimizer, ['adamw', 'sgd']);
  const name = values.name ?? nameFrom(values.data);
  if (!NAME.test(name)) throw new UsageError(`--name takes lower-case letters, digits and underscores, not "${name}"`);
  return {
    data: values.data,
    backbone: values.backbone ?? 'efficientnet_b0',
    name,
    epochs: whole('--epochs', values.epochs, 30, 1, 10_000),
    batchSize: whole('--batch-size', values['batch-size'], 32, 1, 4096),
    optimizer,
    schedule: oneOf('--scheduler', values.scheduler, ['onecycle', 'cosine-restarts']),
    learningRate: number('--lr', values.lr, optimizer === 'adamw' ? 1e-3 : 0.05, Number.MIN_VALUE, Number.MAX_VALUE),
    weightDecay: number('--weight-decay', values['weight-decay'], optimizer === 'adamw' ? 0.01 : 1e-4, 0, 1),
    labelSmoothing: number('--label-smoothing', values['label-smoothing'], 0, 0, 0.99),
    hidden: whole('--hidden', values.hidden, 0, 0, 4096),
    views: whole('--views', values.views, 8, 0, 100),
    validation: number('--validation', values.validation, 0.2, 0.01, 0.9),
    seed: whole('--seed', values.seed, 42, 0, 2 ** 31 - 1),
    resume: values.resume === true,
    force: values.force === true,
  };
}

function nameFrom(data: string): string {
  return basename(resolve(data))
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '');
}

function oneOf<Choice extends string>(
  option: string,
  value: string | undefined,
  choices: readonly [Choice, ...Choice[]],
): Choice {
  if (value === undefined) return choices[0];
  const found = choices.find((choice) => choice === value);
  if (found === undefined) throw new UsageError(`${option} takes ${choices.join(' or ')}, not "${value}"`);
  return found;
}

function number(option: string, value: string | undefined, byDefault: number, from: number, to: number): number {
  const parsed = value === undefined ? byDefault : Number(value);
  if (value?.trim() !== '' && parsed >= from && parsed <= to) return parsed;
  const lowest = from === Number.MIN_VALUE ? 'above 0' : `from ${from}`;
  const highest = to === Number.MAX_VALUE ? '' : ` to ${to}`;
  throw new UsageError(`${option} takes a number ${lowest}${highest}, not "${value ?? ''}"`);
}

function whole(option: string, value: string | undefined, byDefault: number, from: number, to: number): number {
  const parsed = number(option, value, byDefault, from, to);
  if (!Number.isInteger(parsed)) throw new UsageError(`${option} takes a whole number, not "${value ?? ''}"`);
  return parsed;
}
