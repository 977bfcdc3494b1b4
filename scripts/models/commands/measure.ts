import { numberOption } from '../../kit/number-option.ts';
import { type Command, parse, textOf } from './command.ts';

export const measure: Command = {
  summary: 'Measure load time, latency and memory of models in local workerd',
  help: `Usage: npm run models -- measure [NAME...] [OPTIONS]

Starts the Worker in a new process again and again, for each model and each engine that can run it, asks it to classify a
picture, and writes the medians into models/manifest.json with the date and this command.

  --rounds N  new processes of each (5)
  --warm N    warm answers of each process, in batches of ten (50)
  --warmup N  answers before them that do not count (30)`,
  run: async (args, terminal) => {
    const { values, positionals } = parse(args, {
      rounds: { type: 'string', default: '5' },
      warm: { type: 'string', default: '50' },
      warmup: { type: 'string', default: '30' },
    });
    const count = (option: 'rounds' | 'warm' | 'warmup', from: number): number =>
      numberOption(`--${option}`, textOf(values[option]) ?? '', { from, to: 1000, whole: true });
    const options = { rounds: count('rounds', 1), warm: count('warm', 10), warmup: count('warmup', 0) };
    // Only this command needs wrangler.
    const { measureCommand } = await import('../../lab/engines/speed-command.ts');
    await measureCommand(terminal, { names: positionals, ...options });
    return 0;
  },
};
