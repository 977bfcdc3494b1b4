import { command } from '../../kit/command.ts';
import { numberOption, whole } from '../../kit/option.ts';
import type { ModelsCommand } from './command.ts';

export const measure: ModelsCommand = (terminal) =>
  command(
    'measure',
    'Starts the Worker in a new process again and again, for each model and each engine that can run it, asks it to ' +
      'classify a picture, and writes the medians into models/manifest.json with the date and this command.',
  )
    .summary('Measure load time, latency and memory of models in local workerd')
    .argument('[name...]', 'models (default: all)')
    .addOption(numberOption('--rounds <n>', 'new processes of each', whole(1, 1000)).default(5))
    .addOption(
      numberOption('--warm <n>', 'warm answers of each process, in batches of ten', whole(10, 1000)).default(50),
    )
    .addOption(numberOption('--warmup <n>', 'answers before them that do not count', whole(0, 1000)).default(30))
    .action(async (names, options) => {
      // Only this command needs wrangler.
      const { measureCommand } = await import('../../lab/engines/speed-command.ts');
      await measureCommand(terminal, { names, ...options });
    });
