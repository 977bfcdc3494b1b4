import { join } from 'node:path';

import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { chromium } from 'playwright-core';

import { build } from '../../build/build.ts';
import { command, report } from '../../kit/command.ts';
import { Failure } from '../../kit/failure.ts';
import { describeMachine } from '../../kit/load/machine.ts';
import { pagePicture, readPicture } from '../../kit/load/picture.ts';
import { listOption, numberOption, whole } from '../../kit/option.ts';
import { PICTURE, ROOT } from '../../kit/paths.ts';
import { inRound } from '../../kit/round-robin.ts';
import { inTemporaryFolder } from '../../kit/temporary-folder.ts';
import { prepareWorker } from '../../kit/worker/worker-process.ts';
import { findEntry, WORKSPACE, writeWhole } from '../../models/workspace.ts';
import { startBrowser } from '../page/chromium.ts';
import { inBrowser, inNode, inWorkerd } from './places.ts';
import { deviceReport, type DeviceResult } from './report.ts';

/** Short side that most models resize to, in pixels. */
const NEEDED = 256;

/** Declares the options of `npm run bench -- --device`. */
export const deviceOptions = command(
  'npm run bench -- --device',
  'Compares the SIMD engine in a visitor’s browser (Chromium), in workerd and in Node: the same plan and the same picture, ' +
    'in turns. Also: the first answer of a page whose model is kept, and frames of a camera a second.',
)
  .addOption(
    listOption('--models <names>', 'of the manifest').default(
      ['mobilenetv3_small_distilled', 'efficientnet_b0'],
      'mobilenetv3_small_distilled,efficientnet_b0',
    ),
  )
  .addOption(numberOption('--rounds <n>', 'rounds; in each, every place answers in turn', whole(1, 100)).default(5))
  .addOption(numberOption('--warm <n>', 'warm answers of each place and round', whole(1, 1000)).default(30))
  .addOption(numberOption('--warmup <n>', 'answers before them that do not count', whole(0, 1000)).default(10))
  .option('--json <file>', 'write the figures into this file');

/** `npm run bench -- --device`: the engine in the hand beside the engine at the edge. */
export function deviceCommand(): CommandUnknownOpts {
  return deviceOptions.action(async ({ models, rounds, warm, warmup, json }) => {
    await build(report);
    const server = await startBrowser();
    if (server === undefined) throw new Failure('there is no browser: install Chrome, or use Linux on x86-64');
    const machine = describeMachine();
    const picture = await pagePicture(readPicture(PICTURE), NEEDED);
    const results: DeviceResult[] = [];
    try {
      const browser = await chromium.connect(server.wsEndpoint());
      await inTemporaryFolder(join(ROOT, 'dist/bench/device-'), async (folder) => {
        await prepareWorker(folder).use(async ({ proxy }) => {
          for (const name of models) {
            const entry = await findEntry(WORKSPACE, name);
            const places = {
              browser: await inBrowser(browser, proxy, entry, picture),
              workerd: inWorkerd(proxy, entry, picture),
              node: await inNode(entry, picture),
            };
            const result: DeviceResult = { model: name, rounds: [], frames: [], first: [] };
            for (let round = 0; round < rounds; round++) {
              report(`${name}, round ${round + 1} of ${rounds}`);
              const infer = { browser: 0, workerd: 0, node: 0 };
              for (const place of inRound(['browser', 'workerd', 'node'] as const, round)) {
                infer[place] = await places[place].infer(warmup, warm);
              }
              result.rounds.push(infer);
              result.frames.push(await places.browser.framesPerSecond(warm));
              result.first.push(await places.browser.firstAnswer());
            }
            results.push(result);
          }
        });
      });
    } finally {
      await server.close();
    }
    console.log(deviceReport(results, machine, warm));
    if (json !== undefined) await writeWhole(json, JSON.stringify({ machine, results }, null, 1));
  });
}
