import { VARIANT_KINDS } from '../../../src/catalogue/manifest.ts';
import { numberOption } from '../../kit/number-option.ts';
import { UsageError } from '../../kit/failure.ts';
import { type Command, parse, textOf } from './command.ts';

export const quantise: Command = {
  summary: 'Make a smaller variant of a model, and measure what it costs in accuracy',
  help: `Usage: npm run models -- quantise NAME --calibration DIR --evaluate DIR|FILE [OPTIONS]

Makes NAME_w8 or NAME_int8, chooses the layers that bear it, and registers it only when its first answer is that of fp32 on
99 % (w8) or 97 % (int8) of the pictures that it is measured on.

  --kind KIND        w8: weights in int8, arithmetic in fp32 (default); int8: layers in whole numbers, too
  --calibration DIR  at least 32 pictures of the kind that the model will see, in folders or not; their classes do not count
  --evaluate DIR     at least 100 other pictures; a folder of class folders, or a table, as evaluate takes it, also says how
                     accurate the variant is
  --pictures TEXT    which pictures these are, for the manifest and the card
  --budget NUMBER    how far the logits may move, as a part of their standard deviation (0.015 for w8, 0.04 for int8)
  --tries N          calibration pictures that each layer is tried on (12)
  --correct-bias     shift biases by what rounding moves the mean of a layer's output`,
  run: async (args, { workspace, note }) => {
    const { values, positionals } = parse(args, {
      kind: { type: 'string', default: 'w8' },
      calibration: { type: 'string' },
      evaluate: { type: 'string' },
      pictures: { type: 'string' },
      budget: { type: 'string' },
      tries: { type: 'string', default: '12' },
      'correct-bias': { type: 'boolean' },
    });
    const [model, ...more] = positionals;
    const [calibration, evaluation] = [textOf(values['calibration']), textOf(values['evaluate'])];
    if (model === undefined || more.length > 0 || calibration === undefined || evaluation === undefined) {
      throw new UsageError('quantise takes one name, --calibration DIR and --evaluate DIR; see quantise --help');
    }
    const kind = VARIANT_KINDS.find((known) => known === values['kind']);
    if (kind === undefined) throw new UsageError(`--kind takes ${VARIANT_KINDS.join(' or ')}`);
    const budget = textOf(values['budget']);
    if (budget !== undefined && !(Number(budget) > 0 && Number(budget) <= 1)) {
      throw new UsageError('--budget takes a number above 0, 1 at most, such as 0.05');
    }
    // Only this command and evaluate need onnxruntime.
    const { quantiseModel } = await import('../quantise/quantisation.ts');
    const entry = await quantiseModel(
      workspace,
      {
        model,
        kind,
        calibration,
        evaluation,
        pictures: textOf(values['pictures']) ?? 'pictures of whoever made it',
        tried: numberOption('--tries', textOf(values['tries']) ?? '', { from: 1, to: 1000, whole: true }),
        correctBias: values['correct-bias'] === true,
        ...(budget !== undefined && { budget: Number(budget) }),
      },
      note,
    );
    const { agreement, accuracy } = entry.measured ?? {};
    note(`${entry.name}: the first answer of fp32 on ${agreement?.top1 ?? 0} % of ${agreement?.count ?? 0} pictures`);
    for (const { top1, top5 } of accuracy ?? []) note(`${entry.name}: top-1 ${top1} %, top-5 ${top5} %`);
    note(`${entry.name}: registered; npm start serves it`);
    return 0;
  },
};
