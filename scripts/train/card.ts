import { basename, resolve } from 'node:path';

import type { ModelEntry } from '../../src/catalogue/manifest.ts';
import {
  calibrationError,
  classFigures,
  confusionMatrix,
  topK,
  type Verdict,
  type Weigh,
} from '../models/evaluation/metrics.ts';
import type { DataSet } from './data-set.ts';
import type { Best, Ending } from './fit.ts';
import type { TrainOptions } from './options.ts';

/** The facts on a card. */
interface Run {
  readonly options: TrainOptions;
  readonly backbone: ModelEntry;
  readonly data: DataSet;
  readonly best: Best;
  readonly ending: Ending;
  /** Answers of the kept head on the validation pictures. */
  readonly verdicts: readonly Verdict[];
  /** How much a picture counts, by its class. */
  readonly weigh: Weigh;
}

const ENDINGS: Readonly<Record<Ending, string>> = {
  finished: 'ran to its end',
  interrupted: 'was interrupted',
  diverged: 'was stopped when the loss became NaN',
};

const EVEN = ` Before it looks at a picture, all classes are
equally likely to this head; among its training pictures they were not. So each class counts the same in that loss, in these
figures and in the precisions below, however many pictures it has: top-1 is the mean of the recalls.`;

const BINS = 15;

const percent = (part: number | null): string => (part === null ? '–' : `${(100 * part).toFixed(1)} %`);

/** Escapes characters with a meaning in Markdown; users choose the names of classes. */
const plain = (name: string): string => name.replace(/[\\|`*_<>[\]]/g, '\\$&');

/** The card of a trained model, in Markdown. */
export function writeCard({ options, backbone, data, best, ending, verdicts, weigh }: Run): string {
  const { name } = options;
  const figures = classFigures(confusionMatrix(verdicts, data.classes.length, weigh));
  const rows = data.classes.map((label, index) => {
    const { train = 0, validation = 0 } = data.counts[index] ?? {};
    const { precision = null, recall = null } = figures[index] ?? {};
    return `| ${plain(label)} | ${train} | ${validation} | ${percent(precision)} | ${percent(recall)} |`;
  });
  const trained = data.counts.reduce((sum, { train }) => sum + train, 0);
  const head = options.hidden === 0 ? 'a linear head' : `a head with a hidden layer of ${options.hidden}`;
  const left = data.skipped.length === 0 ? '' : ` Left out because they could not be decoded: ${data.skipped.length}.`;
  return `# ${name}

${data.classes.length} classes of our own: ${head}, trained on the frozen backbone of
[\`${backbone.name}\`](${backbone.card}), whose preprocessing, size and speed it shares.

## Data

The pictures of \`${basename(resolve(options.data))}\`: ${trained} pictures to train on and ${verdicts.length} to validate on, split
per class with the seed ${options.seed}.${left}
${options.views === 0 ? 'No crops were added.' : `Each training picture was seen whole and in ${options.views} random crops, half of them mirrored.`}

## Result

Top-1 **${percent(topK(verdicts, 1, weigh))}** on the ${verdicts.length} validation pictures, expected calibration error
${percent(calibrationError(verdicts, BINS, weigh))} (${BINS} bins). Kept was epoch ${best.epoch}, which had the lowest loss on these same pictures, so
both figures flatter.${options.prior === 'even' ? EVEN : ''} Pictures that the training never saw tell more: \`npm run models -- evaluate\`.

| class | trained on | validated on | precision | recall |
| ----- | ---------- | ------------ | --------- | ------ |
${rows.join('\n')}

![Confusion matrix](${name}.confusion.svg)

## How to repeat it

\`\`\`sh
${commandOf(options)}
\`\`\`

The run ${ENDINGS[ending]}. With the same pictures the same command gives the same head.
`;
}

/** The command line of a run, with every option that shapes its result. */
function commandOf(options: TrainOptions): string {
  const given: readonly [string, string | number][] = [
    ['data', JSON.stringify(basename(resolve(options.data)))],
    ['backbone', options.backbone],
    ['name', options.name],
    ['epochs', options.epochs],
    ['batch-size', options.batchSize],
    ['optimizer', options.optimizer],
    ['scheduler', options.schedule],
    ['lr', options.learningRate],
    ['weight-decay', options.weightDecay],
    ['label-smoothing', options.labelSmoothing],
    ['hidden', options.hidden],
    ['views', options.views],
    ['validation', options.validation],
    ['prior', options.prior],
    ['seed', options.seed],
  ];
  return `npm run train -- ${given.map(([option, value]) => `--${option} ${value}`).join(' ')}`;
}
