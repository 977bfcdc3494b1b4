import { join } from 'node:path';

import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { chromium } from 'playwright-core';

import { build } from '../../build/build.ts';
import { command, report } from '../../kit/command.ts';
import { Failure } from '../../kit/failure.ts';
import { describeMachine } from '../../kit/load/machine.ts';
import { numberOption, whole } from '../../kit/option.ts';
import { ROOT } from '../../kit/paths.ts';
import { roundRobin } from '../../kit/round-robin.ts';
import { inTemporaryFolder } from '../../kit/temporary-folder.ts';
import { prepareWorker } from '../../kit/worker/worker-process.ts';
import { writeWhole } from '../../models/workspace.ts';
import { PHONE, photoFiles } from '../photos/pictures.ts';
import { startBrowser } from './chromium.ts';
import { CONDITIONS } from './conditions.ts';
import { pageReport } from './report.ts';
import { visit, type Visited } from './visit.ts';

/** Declares the options of `npm run bench -- --page`. */
export const pageOptions = command(
  'npm run bench -- --page',
  'Measures how long a visitor of the page waits in a real Chromium: until the page takes a picture, and from choosing ' +
    'one of 12 megapixels until its answer is on the screen, by the first request of a Worker and by the next. On this ' +
    'machine as it is, and with the processor and the networks of a phone emulated.',
)
  .addOption(
    numberOption(
      '--rounds <n>',
      'visits for each condition, each to a Worker that was just started',
      whole(1, 100),
    ).default(5),
  )
  .option('--json <file>', 'write the figures into this file');

/** `npm run bench -- --page`: how long a visitor of the page waits, in a real browser. */
export function pageCommand(): CommandUnknownOpts {
  return pageOptions.action(async ({ rounds, json }) => {
    await build(report);
    const server = await startBrowser();
    if (server === undefined) throw new Failure('there is no browser: install Chrome, or use Linux on x86-64');
    const machine = describeMachine();
    const [photo] = await photoFiles(PHONE);
    if (photo === undefined) throw new Failure(`there is no ${PHONE}`);
    const file = { name: 'photo.jpg', mimeType: 'image/jpeg', buffer: Buffer.from(photo.bytes) };
    try {
      const browser = await chromium.connect(server.wsEndpoint());
      const visited = CONDITIONS.map((condition) => ({ condition, visits: [] as Visited[] }));
      await inTemporaryFolder(join(ROOT, 'dist/bench/page-'), async (folder) => {
        const bundle = prepareWorker(folder);
        await roundRobin(visited, rounds, async ({ condition, visits }, round) => {
          report(`${condition.name}, round ${round + 1} of ${rounds}`);
          visits.push(await bundle.use(({ origin }) => visit(browser, origin, condition, file)));
        });
      });
      const results = visited.map(({ condition, visits }) => ({ condition: condition.name, visits }));
      console.log(pageReport(results, machine));
      if (json !== undefined) await writeWhole(json, JSON.stringify({ machine, results }, null, 1));
    } finally {
      await server.close();
    }
  });
}
