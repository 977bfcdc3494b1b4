import { basename, resolve } from 'node:path';

import { command, type OptionsOf, parse } from '../kit/command.ts';
import { UsageError } from '../kit/failure.ts';
import { choiceOption, numberOption, real, whole } from '../kit/option.ts';

/** `npm run train`. */
export const trainCommand = command(
  'npm run train --',
  'Trains a classifier for your own classes on a backbone that is there, and registers it as a model that npm start ' +
    'serves. Ctrl-C keeps the best head so far.',
)
  .requiredOption('--data <folder>', 'one folder per class, with its pictures (JPEG, PNG, WebP), or a ZIP file of that')
  .option('--backbone <model>', 'model whose backbone is used', 'efficientnet_b0')
  .option('--name <name>', 'name of the new model (default: from the name of the data)')
  .addOption(numberOption('--epochs <n>', 'passes over the training pictures', whole(1, 10_000)).default(30))
  .addOption(numberOption('--batch-size <n>', 'pictures in each step', whole(1, 4096)).default(32))
  .addOption(choiceOption('--optimizer <name>', 'adamw or sgd', ['adamw', 'sgd']).default('adamw'))
  .addOption(
    choiceOption('--scheduler <name>', 'of the learning rate: onecycle or cosine-restarts', [
      'onecycle',
      'cosine-restarts',
    ]).default('onecycle'),
  )
  .addOption(
    numberOption('--lr <x>', 'highest learning rate (default: 0.001 for adamw, 0.05 for sgd)', real(Number.MIN_VALUE)),
  )
  .addOption(
    numberOption('--weight-decay <x>', 'decay of the weights (default: 0.01 for adamw, 0.0001 for sgd)', real(0, 1)),
  )
  .addOption(numberOption('--label-smoothing <x>', 'part of a label that all classes share', real(0, 0.99)).default(0))
  .addOption(numberOption('--hidden <n>', 'units of a hidden layer; 0 for a linear head', whole(0, 4096)).default(0))
  .addOption(
    numberOption('--views <n>', 'random crops of each training picture, beside the picture', whole(0, 100)).default(8),
  )
  .addOption(
    numberOption('--validation <x>', 'part of each class that is kept for validation', real(0.01, 0.9)).default(0.2),
  )
  .addOption(
    numberOption(
      '--seed <n>',
      'of the split, the crops, the first weights and the order',
      whole(0, 2 ** 31 - 1),
    ).default(42),
  )
  .addOption(
    choiceOption('--prior <name>', 'how often classes occur in use: data (as among the training pictures) or even', [
      'data',
      'even',
    ]).default('data'),
  )
  .option('--resume', 'go on where an interrupted run of the same name stopped', false)
  .option('--force', 'replace a trained model of the same name', false);

type Given = OptionsOf<typeof trainCommand>;

/** A learning-rate schedule. */
type ScheduleName = Given['scheduler'];

/** The options of a training run. */
export interface TrainOptions extends Readonly<Omit<Given, 'scheduler' | 'lr'>> {
  readonly name: string;
  readonly schedule: ScheduleName;
  readonly learningRate: number;
  readonly weightDecay: number;
}

/**
 * Reads the command line of `npm run train`.
 * @throws UsageError that names the option and what it takes
 */
export function parseTrainOptions(argv: readonly string[]): TrainOptions {
  return completeTrainOptions(parse(trainCommand, argv));
}

/**
 * Fills in what depends on other options.
 * @throws UsageError for a name that the API does not take
 */
export function completeTrainOptions({ scheduler, lr, ...options }: Given): TrainOptions {
  const name = options.name ?? nameFrom(options.data);
  if (options.name === undefined && name === '') {
    throw new UsageError(
      `"${basename(resolve(options.data))}" has no letter from a to z and no digit to call the model by; give it a name with --name`,
    );
  }
  if (!/^[a-z0-9_]+$/.test(name)) {
    throw new UsageError(`--name takes lower-case letters, digits and underscores, not "${name}"`);
  }
  const adamw = options.optimizer === 'adamw';
  return {
    ...options,
    name,
    schedule: scheduler,
    learningRate: lr ?? (adamw ? 1e-3 : 0.05),
    weightDecay: options.weightDecay ?? (adamw ? 0.01 : 1e-4),
  };
}

/** The name of a folder or a ZIP file as one of a model; empty when nothing of it can be kept. */
function nameFrom(data: string): string {
  return basename(resolve(data))
    .replace(/\.zip$/i, '')
    .normalize('NFKD')
    .replace(/\p{Mark}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '');
}
