import { join } from 'node:path';

import { type Browser, chromium } from 'playwright-core';

import { describeMachine } from '../../kit/load/machine.ts';
import { build } from '../../build/build.ts';
import { report } from '../../kit/command.ts';
import { Failure } from '../../kit/failure.ts';
import { writeWhole } from '../../models/workspace.ts';
import { ROOT } from '../../kit/paths.ts';
import { photoFiles, PHONE } from '../photos/pictures.ts';
import { inTemporaryFolder } from '../../kit/temporary-folder.ts';
import { startWorkerProcess } from '../../kit/worker/worker-process.ts';
import { bundleWorker } from '../../kit/worker/wrangler.ts';
import { startBrowser } from './chromium.ts';
import { CONDITIONS, type Condition } from './conditions.ts';
import { HELP, parsePageOptions } from './options.ts';
import { pageReport } from './report.ts';
import { type File, visit, type Visited } from './visit.ts';

/**
 * `npm run bench -- --page`: what a visitor of the page waits for, in a real browser.
 *
 * @param argv without the interpreter and the script
 * @throws what the terminal has to say: usage, or a failure
 */
export async function pageCommand(argv: readonly string[]): Promise<void> {
  const options = parsePageOptions(argv);
  if (options === undefined) {
    console.log(HELP);
    return;
  }
  await build(report);
  const server = await startBrowser();
  if (server === undefined) throw new Failure('there is no browser: install Chrome, or use Linux on x86-64');
  const machine = describeMachine();
  const [photo] = await photoFiles(PHONE);
  if (photo === undefined) throw new Failure(`there is no ${PHONE}`);
  const file = { name: 'photo.jpg', mimeType: 'image/jpeg', buffer: Buffer.from(photo.bytes) };
  try {
    const browser = await chromium.connect(server.wsEndpoint());
    const visits = CONDITIONS.map((): Visited[] => []);
    await inTemporaryFolder(join(ROOT, 'dist/bench/page-'), async (bundle) => {
      bundleWorker(bundle);
      for (let round = 1; round <= options.rounds; round++) {
        report(`round ${round} of ${options.rounds}`);
        // In turns, so that whatever else the machine does meets all of them.
        for (const [i, condition] of CONDITIONS.entries()) {
          visits[i]?.push(await visitNewWorker(browser, bundle, condition, file));
        }
      }
    });
    const results = CONDITIONS.map(({ name }, i) => ({ condition: name, visits: visits[i] ?? [] }));
    console.log(pageReport(results, machine));
    if (options.json !== undefined) await writeWhole(options.json, JSON.stringify({ machine, results }, null, 1));
  } finally {
    await server.close();
  }
}

async function visitNewWorker(browser: Browser, bundle: string, condition: Condition, file: File): Promise<Visited> {
  const worker = await startWorkerProcess({ root: ROOT, config: 'wrangler.toml', bundle });
  try {
    return await visit(browser, worker.origin, condition, file);
  } finally {
    await worker.close();
  }
}
