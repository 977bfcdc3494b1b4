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
    .option('--model <name>', 'model')
    .option('--all', 'all models that have the classes of the default one, on the same pictures')
    .requiredOption('--data <path>', 'folder or file of labelled pictures')
    .option('--with <name>', 'a second model with the same classes: also print how often the first answers agree')
    .option(
      '--record <text>',
      'also write the accuracy into models/manifest.json; the text says which pictures these are',
    )
    .action(async ({ model, all = false, with: other, ...options }) => {
      if ((model === undefined) !== all) throw new UsageError('evaluate takes either --model <name> or --all');
      if (all && other !== undefined)
        throw new UsageError('--all compares variants with their models: leave out --with');
      if (options.record === '') throw new UsageError('--record says which pictures these are');
      // Only this command needs onnxruntime.
      const { evaluateAllCommand, evaluateCommand } = await import('../evaluation/command.ts');
      if (model === undefined) await evaluateAllCommand(terminal, options);
      else await evaluateCommand(terminal, { ...options, model, ...(other !== undefined && { other }) });
    });
