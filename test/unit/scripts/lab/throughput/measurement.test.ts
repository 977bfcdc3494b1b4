import { createServer } from 'node:http';

import { expect, it } from 'vitest';

import { measureThroughput } from '../../../../../scripts/lab/throughput/measurement.ts';
import type { Bundle } from '../../../../../scripts/kit/worker/worker-process.ts';

/** How long an answer takes, in ms. */
const TAKES = 20;

it('counts what was answered, not what was refused', async () => {
  let isBusy = false;
  const server = createServer((request, response) => {
    request.resume();
    const answer = (status: number, body: object): void => {
      response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
    };
    if (isBusy) {
      answer(503, { type: '/problems/busy' });
      return;
    }
    isBusy = true;
    setTimeout(() => {
      isBusy = false;
      answer(200, { engine: 'simd', timings: { phases_ms: { infer: TAKES } } });
    }, TAKES);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const origin = `http://127.0.0.1:${address !== null && typeof address === 'object' ? address.port : 0}`;
  const plan = {
    ...{ rounds: 1, warmup: 0, alone: 3, clients: 5, seconds: 0.3, loads: [], reads: 0 },
    ...{ model: 'small', engine: 'simd' as const },
    picture: { name: 'none.png', bytes: new Uint8Array(8), type: 'image/png' },
  };
  try {
    const use = ((work: (worker: { origin: string }) => Promise<unknown>) => work({ origin })) as Bundle['use'];
    const [round] = await measureThroughput({ use } as Bundle, plan, () => undefined);
    expect(round?.alone.map(({ status }) => status)).toEqual([200, 200, 200]);
    // One after the other, so no machine has more; a timer may be a millisecond early.
    expect(round?.capacity).toBeLessThan(1000 / (TAKES - 1));
  } finally {
    server.closeAllConnections();
    server.close();
  }
});
