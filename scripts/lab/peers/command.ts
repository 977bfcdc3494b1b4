import type { CommandUnknownOpts } from '@commander-js/extra-typings';

import { command, report } from '../../kit/command.ts';
import { UsageError } from '../../kit/failure.ts';
import { numberOption, readList, whole } from '../../kit/option.ts';
import { writeWhole } from '../../models/workspace.ts';
import { comparePeers, MODELS } from './comparison.ts';
import { peersMarkdown, peersReport } from './report.ts';
import { PEER_NAMES } from './targets/list.ts';

/** Declares the options of `npm run bench -- --peers`. */
export const peersOptions = command(
  'npm run bench -- --peers',
  'Compares EdgeLens with other ways to run the same network on the same picture, side by side on this machine. The ' +
    'native one is fetched from the npm registry at its first use (about 100 MB).',
)
  .addOption(numberOption('--rounds <n>', 'rounds, each in new processes', whole(1, 10_000)).default(5))
  .addOption(numberOption('--warm <n>', 'warm answers of each round', whole(1, 10_000)).default(20))
  .addOption(numberOption('--warmup <n>', 'answers before them that do not count', whole(0, 10_000)).default(10))
  .option('--models <names>', 'models, each compared by itself', (text) => readList('--models', text), [...MODELS])
  .option('--picture <file>', 'a JPEG in which all have to see the same class; a panda if left out')
  .option('--only <names>', `run only these beside EdgeLens: ${PEER_NAMES.join(', ')}`, readPeers)
  .option('--json <file>', 'write everything into this file, with every single measurement')
  .option('--markdown <file>', 'write the table as Markdown');

/** `npm run bench -- --peers`: EdgeLens and other ways to do the same, side by side. */
export function peersCommand(): CommandUnknownOpts {
  return peersOptions.action(async ({ json, markdown, ...options }) => {
    const result = await comparePeers(options, report);
    console.log(peersReport(result));
    if (json !== undefined) await writeWhole(json, JSON.stringify(result, null, 1));
    if (markdown !== undefined) await writeWhole(markdown, peersMarkdown(result));
  });
}

function readPeers(text: string): string[] {
  const names = readList('--only', text);
  const unknown = names.find((name) => !PEER_NAMES.some((known) => known === name));
  if (unknown === undefined) return names;
  throw new UsageError(`--only: there is no peer ${unknown}. Known: ${PEER_NAMES.join(', ')}`);
}
