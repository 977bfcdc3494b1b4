import { globSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';

import { format, resolveConfig } from 'prettier';

import { build } from '../build/build.ts';
import { answerTo, type Ask, type Example, examplesIn, withAnswers } from './docs/examples.ts';
import { readRecorded, withTables } from './docs/tables.ts';
import { command, main, report } from '../kit/command.ts';
import { BUNDLE, ROOT } from '../kit/paths.ts';
import { startWorkerProcess } from '../kit/worker/worker-process.ts';
import { bundleWorker } from '../kit/worker/wrangler.ts';
import { WORKSPACE } from '../models/workspace.ts';

/** Requests that are in the ledger before somebody asks it, and how long a sample takes to come there, at most. */
const SAMPLES = 40;
const LEDGER_MS = 2000;

await main(
  command(
    'npm run docs --',
    'Writes the answers and the tables of the documentation anew, from a Worker that it starts and from what was recorded.',
  ).action(async () => {
    await build(report);
    bundleWorker(BUNDLE);
    const recorded = await readRecorded(WORKSPACE);
    for (const name of globSync(['README.md', 'docs/*.md', 'models/*.md'], { cwd: ROOT })) {
      const path = join(ROOT, name);
      const before = await readFile(path, 'utf8');
      const answered = withAnswers(before, await answersFor(before));
      const after = await format(withTables(answered, recorded), { ...(await resolveConfig(path)), filepath: path });
      if (after === before) continue;
      await writeFile(path, after);
      report(`${name}: written`);
    }
  }),
);

/** Asks a Worker to which nobody has talked yet, so that the first answer of each document is a cold one. */
async function answersFor(document: string): Promise<unknown[]> {
  const examples = examplesIn(document);
  if (examples.length === 0) return [];
  const worker = await startWorkerProcess({ root: ROOT, config: 'wrangler.toml', bundle: BUNDLE });
  const ask: Ask = (path, init) => fetch(`${worker.origin}${path}`, init);
  const answers: unknown[] = [];
  try {
    for (const example of examples) {
      if (example.path.startsWith('/v1/latency')) await fillLedger(example, ask);
      answers.push(await answerTo(example, ask));
    }
  } finally {
    await worker.close();
  }
  return answers;
}

async function fillLedger({ path }: Example, ask: Ask): Promise<void> {
  const { searchParams } = new URL(path, 'http://localhost');
  const picture: Example = {
    method: 'POST',
    path: `/v1/classify?model=${searchParams.get('model') ?? ''}`,
    keys: undefined,
    json: '',
  };
  for (let i = 0; i < SAMPLES; i++) await answerTo(picture, ask);
  await setTimeout(LEDGER_MS);
}
