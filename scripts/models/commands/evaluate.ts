import { command } from '../../kit/command.ts';
import { UsageError } from '../../kit/failure.ts';
import type { ModelsCommand } from './command.ts';

export const evaluate: ModelsCommand = (terminal) =>
  command(
    'evaluate',
    'Prints top-1, top-5 and the expected calibration error of a model on pictures whose classes are known: a folder of ' +
      'class folders named by label or index, or a file with a path, a tab and a class index on each line.',
  )
    .summary('Measure a model on labelled pictures')
    .requiredOption('--model <name>', 'model')
    .requiredOption('--data <path>', 'folder or file of labelled pictures')
    .option('--with <name>', 'a second model with the same classes: also print how often the first answers agree')
    .option(
      '--record <text>',
      'also write the accuracy into models/manifest.json; the text says which pictures these are',
    )
    .action(async ({ with: other, ...options }) => {
      if (options.record === '') throw new UsageError('--record says which pictures these are');
      // Only this command needs onnxruntime.
      const { evaluateCommand } = await import('../evaluation/command.ts');
      await evaluateCommand(terminal, { ...options, ...(other !== undefined && { other }) });
    });
