import { command } from '../../kit/command.ts';
import { UsageError } from '../../kit/failure.ts';
import { repeatedOption } from '../../kit/option.ts';
import type { ModelsCommand } from './command.ts';

export const evaluate: ModelsCommand = (terminal) =>
  command(
    'evaluate',
    'Prints top-1, top-5 and the expected calibration error of a model on pictures whose classes are known, and from 200 ' +
      'pictures on a temperature and a threshold for its scores. The pictures are a folder of ' +
      'class folders named by label or index, or a file with a path, a tab and a class index on each line.',
  )
    .summary('Measure a model, or models that vote together, on labelled pictures')
    .option('--model <name>', 'model')
    .option('--all', 'all models that have the classes of the default one, on the same pictures')
    .addOption(
      repeatedOption(
        '--ensemble <list>',
        'models that vote together, such as efficientnet_b0:0.6,mobilenetv3_small:0.4 (without weights: equal ones); ' +
          'prints what they gain over the best of them, and what that costs. Several times: other weights of the same models',
      ),
    )
    .requiredOption('--data <path>', 'folder or file of labelled pictures')
    .option(
      '--with <name>',
      'beside --model, a second one with the same classes: also print how often the first answers agree',
    )
    .option(
      '--record <text>',
      'also write accuracy, temperature and threshold into models/manifest.json, or what is known of an ensemble into ' +
        'models/ensembles.json; the text ' +
        'says which pictures these are',
    )
    .action(async ({ model, all = false, with: other, ensemble, ...options }) => {
      if ([model !== undefined, all, ensemble !== undefined].filter(Boolean).length !== 1)
        throw new UsageError('evaluate takes one of --model <name>, --all and --ensemble <list>');
      if (model === undefined && other !== undefined)
        throw new UsageError(
          '--with goes with --model: --all compares variants with their models, and --ensemble its members',
        );
      if (options.record === '') throw new UsageError('--record says which pictures these are');
      // Only this command needs onnxruntime.
      if (ensemble !== undefined) {
        const { evaluateEnsembleCommand } = await import('../evaluation/ensemble/command.ts');
        await evaluateEnsembleCommand(terminal, { ...options, lists: ensemble });
        return;
      }
      const { evaluateAllCommand, evaluateCommand } = await import('../evaluation/command.ts');
      if (model === undefined) await evaluateAllCommand(terminal, options);
      else await evaluateCommand(terminal, { ...options, model, ...(other !== undefined && { other }) });
    });
