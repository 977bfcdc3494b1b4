import { ENGINE_NAMES } from '../../../src/catalogue/manifest.ts';
import { command } from '../../kit/command.ts';
import { UsageError } from '../../kit/failure.ts';
import { choiceOption, numberOption, whole } from '../../kit/option.ts';
import type { ModelsCommand } from './command.ts';

/** Each is 1,792 pixels of 224 x 224; the authors of RISE take 224 steps of 224. */
const STEPS = 28;

export const explainability: ModelsCommand = (terminal) =>
  command(
    'explainability',
    'Prints average drop and increase in confidence (Chattopadhay et al. 2018) and the areas under deletion and insertion ' +
      '(Petsiuk et al. 2018) of the Grad-CAM maps of models. The pictures need no labels: each map explains the first ' +
      'answer of its model. Two controls stand beside the maps: the same values in other places. docs/explainability.md ' +
      'says what the figures mean.',
  )
    .summary('Measure how well heat maps explain, and what they cost')
    .argument('[name...]', 'models (default: all)')
    .option('--data <folder>', 'pictures, also in folders in it')
    .addOption(numberOption('--limit <n>', 'only so many pictures, spread evenly over their paths', whole(1, 1e6)))
    .addOption(
      numberOption(
        '--steps <n>',
        'of deletion and of insertion; each is an inference, for three maps a picture',
        whole(1, 1000),
      ).default(STEPS),
    )
    .addOption(choiceOption('--engine <engine>', 'simd or onnxruntime (default: the fastest of a model)', ENGINE_NAMES))
    .option('--record <text>', 'write the figures into models/manifest.json; the text says what the pictures are')
    .addOption(numberOption('--cost <n>', 'measure what a map takes, in n new processes of each engine', whole(1, 100)))
    .action(async (names, { data, limit, engine, record, cost, steps }) => {
      if (data === undefined && cost === undefined) {
        throw new UsageError('explainability takes --data FOLDER, with pictures in it, or --cost N');
      }
      if (record?.trim() === '') throw new UsageError('--record takes a description of the pictures, in words');
      // Only few commands need an engine.
      const { explainabilityCommand } = await import('../../lab/explainability/command.ts');
      await explainabilityCommand(terminal, { names, data, limit, steps, engine, record, processes: cost });
    });
