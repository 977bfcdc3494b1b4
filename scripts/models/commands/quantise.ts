import { VARIANT_KINDS } from '../../../src/contract/names.ts';
import { command } from '../../kit/command.ts';
import { UsageError } from '../../kit/failure.ts';
import { choiceOption, numberOption, real, whole } from '../../kit/option.ts';
import { pictureBar } from '../evaluation/picture-bar.ts';
import { findAtHand } from '../published/at-hand.ts';
import { DEFAULT_MODELS } from '../published/names.ts';
import { ownPlace } from '../published/place.ts';
import { quantisePublished } from '../published/variants.ts';
import { TRIES } from '../quantise/selection.ts';
import type { ModelsCommand } from './command.ts';

export const quantise: ModelsCommand = ({ workspace, note }) =>
  command(
    'quantise',
    'Makes NAME_w8 or NAME_int8, chooses the layers that can be quantised, and registers the variant only when its first ' +
      'answer is that of fp32 on 99 % (w8) or 97 % (int8) of the pictures that it is measured on. Without pictures of ' +
      'yours it takes pieces of the eight photographs that every checkout has, and stays closer to fp32.',
  )
    .summary('Make a smaller variant of a model, and measure what it costs in accuracy')
    .argument('[name]', 'model')
    .option(
      '--published',
      `instead of one model: have int8 variants of ${DEFAULT_MODELS.join(' and ')}, as far as they were fetched, as npm ` +
        'start makes them while it serves',
    )
    .option('--calibration <folder>', 'at least 32 pictures like those that the model will see; needs no classes')
    .option(
      '--evaluate <path>',
      'at least 100 other pictures; a folder of class folders, or a table, as evaluate takes it, also says how accurate ' +
        'the variant is',
    )
    .addOption(
      choiceOption(
        '--kind <kind>',
        'w8: weights in int8, arithmetic in fp32; int8: layers in whole numbers, too',
        VARIANT_KINDS,
      ).default('w8'),
    )
    .option(
      '--pictures <text>',
      'which pictures these are, for the manifest and the card',
      'pictures of whoever made it',
    )
    .addOption(
      numberOption(
        '--budget <x>',
        'how far the logits may move, as a part of their standard deviation (default: 0.015 for w8; for int8 0.04, and ' +
          '0.02, which is also the most, without pictures of yours)',
        real(Number.MIN_VALUE, 1),
      ),
    )
    .addOption(
      numberOption('--tries <n>', 'calibration pictures that each layer is tried on', whole(1, 1000)).default(TRIES),
    )
    .action(async (model, { published = false, calibration, evaluate, pictures, tries: tried, ...options }) => {
      if ((model === undefined) !== published) throw new UsageError('quantise takes either a model or --published');
      if (model === undefined) {
        const report = (line: string): void => {
          note(`edgelens: ${line}`);
        };
        await quantisePublished(ownPlace(workspace), { names: DEFAULT_MODELS, tried, report });
        return;
      }
      if ((calibration === undefined) !== (evaluate === undefined)) {
        throw new UsageError('--calibration and --evaluate go together');
      }
      const own =
        calibration === undefined || evaluate === undefined
          ? {}
          : { own: { calibration, evaluation: evaluate, pictures } };
      // Only this command and evaluate need onnxruntime.
      const { makeVariant } = await import('../quantise/quantisation.ts');
      const { registerVariant } = await import('../quantise/variant.ts');
      const base = await findAtHand(workspace, model);
      const order = { model: base.entry.name, tried, ...options, ...own };
      const variant = await makeVariant(base.workspace, order, { report: note, measuring: pictureBar });
      const entry = await registerVariant(base.workspace, variant);
      const { agreement, accuracy } = entry.measured ?? {};
      note(`${entry.name}: the first answer of fp32 on ${agreement?.top1 ?? 0} % of ${agreement?.count ?? 0} pictures`);
      for (const { top1, top5 } of accuracy ?? []) note(`${entry.name}: top-1 ${top1} %, top-5 ${top5} %`);
      note(`${entry.name}: registered; npm start serves it`);
    });
