import { join } from 'node:path';

import { command, type OptionsOf } from '../../kit/command.ts';
import { UsageError } from '../../kit/failure.ts';
import { listOption, numberOption, originOption, whole, real } from '../../kit/option.ts';
import { ROOT } from '../../kit/paths.ts';

const MODELS = ['efficientnet_b0', 'mobilenetv3_small'];
const [USUAL_MINUTES, SHORT_MINUTES] = [5, 0.25];

/** Declares the options of `npm run soak`. */
export const soakOptions = command(
  'npm run soak --',
  'Sends mixed traffic at a fixed rate for a while: good pictures of several kinds and sizes for two models, and bad ' +
    'ones, bombs, bodies that are too large, slow or broken off, wrong parameters. Says whether every request was ' +
    'answered as it should be, how long the good ones took, and whether memory stays flat. Starts a Worker on this ' +
    'machine unless told a URL. EDGELENS_KEY holds the key of a deployment.',
)
  .addOption(numberOption('--minutes <n>', `how long (default: ${USUAL_MINUTES})`, real(0.05, 10_000)))
  .addOption(
    numberOption(
      '--rate <n>',
      'requests due each second, whether or not earlier ones were answered',
      real(0.1, 1000),
    ).default(6),
  )
  .addOption(originOption('--url <url>', 'a deployment instead'))
  .addOption(listOption('--models <names>', 'requests alternate real them').default(MODELS, MODELS.join()))
  .addOption(numberOption('--seed <n>', 'of the order of the traffic', whole(0, 2 ** 31 - 1)).default(1))
  .option('--short', 'a quarter of a minute', false)
  .option('--out <folder>', 'for the chart', join(ROOT, 'dist/soak'))
  .option('--json <file>', 'write every request and every reading of memory into this file')
  .addHelpText('after', '\nThe exit code is 1 when a request was not answered as it should be, or memory grew.');

export type SoakOptions = OptionsOf<typeof soakOptions>;

/**
 * How long to soak, in minutes.
 * @throws UsageError for options that exclude each other
 */
export function minutesOf({ short, minutes }: SoakOptions): number {
  if (short && minutes !== undefined) throw new UsageError('choose one of --short and --minutes');
  return minutes ?? (short ? SHORT_MINUTES : USUAL_MINUTES);
}
