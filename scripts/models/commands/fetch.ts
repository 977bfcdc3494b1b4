import { command } from '../../kit/command.ts';
import { Failure } from '../../kit/failure.ts';
import { hubOf } from '../hub/address.ts';
import { transferWatch } from '../hub/transfer-bar.ts';
import { mirrorOption, offlineOption } from '../hub/options.ts';
import { acquirePublished, LONG_PATIENCE, PATIENCE } from '../published/acquisition.ts';
import { answerSentence, missingSentence } from '../published/answer-sentence.ts';
import { DEFAULT_MODELS } from '../published/names.ts';
import { ownPlace } from '../published/place.ts';
import { readServed } from '../published/served.ts';
import type { ModelsCommand } from './command.ts';

export const fetch: ModelsCommand = ({ workspace, note }) =>
  command(
    'fetch',
    'Has the MobileNetV3 ready that timm trained on ImageNet: what npm start and npm run deploy do first. What was fetched ' +
      'is kept in .cache and noted in models/published.lock.json, and is used from then on. Says which MobileNetV3 answers, ' +
      'and fails only with --required: without network, a weaker stand-in of this repository answers.',
  )
    .summary('Fetch the published MobileNetV3, as npm start does')
    .addOption(mirrorOption())
    .addOption(offlineOption())
    .option(
      '--required',
      'wait longer for the hub, and fail where a model cannot be had, as npm run deploy does',
      false,
    )
    .action(async ({ mirror, offline, required }) => {
      const watch = transferWatch((line) => {
        note(`edgelens: ${line}`);
      });
      const place = ownPlace(workspace);
      const hub = offline ? {} : { hub: () => hubOf(process.env, mirror) };
      // A start takes no longer for it than that, the time in which this process has begun included.
      const short = { ...PATIENCE, answer: Math.max(PATIENCE.answer - performance.now(), 1000) };
      const patience = required ? LONG_PATIENCE : short;
      const acquisition = await acquirePublished(place, { names: DEFAULT_MODELS, patience, watch, ...hub });
      if (required && acquisition.missing.length > 0) {
        throw new Failure(
          `${missingSentence(acquisition)}. Try again, name a mirror with --mirror URL, or go without with --offline`,
        );
      }
      note(`edgelens: ${answerSentence(acquisition, (await readServed(place)).manifest)}`);
    });
