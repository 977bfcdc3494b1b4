import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, expect, it } from 'vitest';

import { makeCorpus } from '../../../scripts/lab/fuzz/corpus.ts';
import { attackWorker } from '../../../scripts/lab/fuzz/http/campaign.ts';
import { exchange } from '../../../scripts/lab/fuzz/http/exchange.ts';
import { judgeReply } from '../../../scripts/lab/fuzz/http/oracle.ts';
import { readRequests } from '../../../scripts/lab/fuzz/http/saved-request.ts';
import { httpReport } from '../../../scripts/lab/fuzz/report.ts';
import { FIXTURES } from '../../../scripts/lab/fuzz/saved-input.ts';
import { startLocalWorker, type WorkerProcess } from '../../../scripts/kit/worker/worker-process.ts';

const SEED = 20_261_124;
const RUNS = 80;

/** A workerd without wrangler's proxy before it, which would mend or refuse what is sent. */
let worker: WorkerProcess;

beforeAll(async () => {
  worker = await startLocalWorker();
});
afterAll(() => worker.close());

it(`${RUNS} requests of seed ${SEED} are answered as documented`, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'edgelens-fuzz-test-'));
  try {
    const campaign = { seed: SEED, runs: RUNS, origin: worker.origin, folder };
    const result = await attackWorker(await makeCorpus(), campaign);
    expect(result.failures).toEqual([]);
    expect(result.controls).toBe(2);
    expect(httpReport(result)).toMatch(new RegExp(`^all +${RUNS} `, 'm'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

it.each(readRequests(FIXTURES).map((request) => [request.file, request] as const))(
  'what was found once does not come back: %s',
  async (_, request) => {
    const { hostname: host, port } = new URL(worker.origin);
    const reply = await exchange({ host, port: Number(port) }, request);
    expect(judgeReply(request, reply)).toBeUndefined();
  },
);
