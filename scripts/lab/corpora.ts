import { findModel } from '../../src/catalogue/registry.ts';
import { build } from '../build/build.ts';
import { main, report } from '../kit/command.ts';
import { Failure } from '../kit/failure.ts';
import { madeWithNow, madeWithText } from '../kit/made-with.ts';
import { startLocalWorker } from '../kit/worker/worker-process.ts';
import { writeWhole } from '../models/workspace.ts';
import { sendCorpora } from './corpora/campaign.ts';
import { corpusFiles } from './corpora/files.ts';
import { corporaOptions } from './corpora/options.ts';
import { corporaReport } from './corpora/report.ts';

/** Files between two reports of progress. */
const INTERVAL = 200;

/** `npm run corpora`: folders of pictures, as the Worker and as libvips reads them. */
const corporaCommand = corporaOptions.action(async (folder, { limit, json }) => {
  const files = corpusFiles(folder, limit);
  const input = findModel()?.input;
  if (input === undefined) throw new Failure('models/manifest.json lists no model');
  await build(report);
  report(`starting the Worker on this machine, for ${files.length} files ...`);
  const worker = await startLocalWorker();
  try {
    let done = 0;
    const outcomes = await sendCorpora(files, { origin: worker.origin, input }, (failures) => {
      done++;
      if (done % INTERVAL === 0) report(`${done} of ${files.length} files, ${failures} failed`);
    });
    const made_with = madeWithNow();
    console.log(`${madeWithText(made_with)}\n`);
    console.log(corporaReport(outcomes));
    if (json !== undefined) {
      await writeWhole(json, JSON.stringify({ version: 1, made_with, outcomes }, null, 1));
    }
    const failed = outcomes.filter(({ failure }) => failure !== null);
    if (failed.length > 0) throw new Failure(`${failed.length} of ${files.length} files failed`);
  } finally {
    await worker.close();
  }
});

await main(corporaCommand);
