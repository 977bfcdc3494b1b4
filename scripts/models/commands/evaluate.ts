import { UsageError } from '../../kit/failure.ts';
import { type Command, parse } from './command.ts';

export const evaluate: Command = {
  summary: 'Measure a model on labelled pictures',
  help: `Usage: npm run models -- evaluate --model NAME --data DIR|FILE [--with OTHER] [--record TEXT]

Prints top-1, top-5 and the expected calibration error of a model on pictures whose classes are known: a folder of class
folders named by label or index, or a file with a path, a tab and a class index on each line.

  --with OTHER  a second model with the same number of classes: also print how often the first answers agree
  --record TEXT  also write the accuracy into models/manifest.json; TEXT says which pictures these are`,
  run: async (args, terminal) => {
    const { values, positionals } = parse(args, {
      model: { type: 'string' },
      data: { type: 'string' },
      with: { type: 'string' },
      record: { type: 'string' },
    });
    const { model, data, with: other, record } = values;
    if (typeof model !== 'string' || typeof data !== 'string' || positionals.length > 0) {
      throw new UsageError('evaluate takes --model NAME and --data DIR or FILE');
    }
    if (record === '') throw new UsageError('--record says which pictures these are');
    // Only this command needs onnxruntime.
    const { evaluateCommand } = await import('../evaluation/command.ts');
    await evaluateCommand(terminal, {
      model,
      data,
      ...(typeof other === 'string' && { other }),
      ...(typeof record === 'string' && { record }),
    });
    return 0;
  },
};
