import { afterAll, beforeAll, expect, it, vi } from 'vitest';

import { PATIENCE } from '../../patience.ts';
import { PANDA, readSource } from '../kit/api.ts';
import { Deployment, withoutLedger } from './deployment.ts';

const script_name = 'counting-ledger';

const deployment = new Deployment([
  withoutLedger({ durable_objects: { bindings: [{ name: 'LEDGER', class_name: 'CountingLedger', script_name }] } }),
  {
    config: {
      name: script_name,
      main: 'test/worker/fixtures/counting-ledger.ts',
      compatibility_date: '2026-10-20',
      durable_objects: { bindings: [{ name: 'COUNTING', class_name: 'CountingLedger' }] },
      migrations: [{ tag: 'v1', new_sqlite_classes: ['CountingLedger'] }],
    },
  },
]);

beforeAll(() => deployment.start());
afterAll(() => deployment.server.close());

/** How many samples came to the ledger of a location with each call, once all have come. */
async function calls(location: string, samples: number): Promise<number[]> {
  return vi.waitFor(async () => {
    const response = await deployment.server.getWorker(script_name).fetch(`http://ledger/${location}`);
    const counts = (await response.json()) as number[];
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(samples);
    return counts;
  }, PATIENCE);
}

it('sends the samples of a comparison in one call', async () => {
  const response = await deployment.server.fetch('/v1/compare?models=mobilenetv3_small@simd,efficientnet_b0@simd', {
    method: 'POST',
    body: await readSource(PANDA),
    headers: { 'Content-Type': 'image/jpeg' },
    cf: { colo: 'AMS' },
  });
  expect(response.status).toBe(200);
  await response.text();
  expect(await calls('AMS', 2)).toEqual([2]);
});

it('sends every sample of many requests at once to its location, and touches nothing of another request', async () => {
  const locations = ['FRA', 'SYD', 'FRA', 'NRT'];
  const rounds = 10;
  for (let round = 0; round < rounds; round++)
    await Promise.all(locations.map((location) => deployment.classify('mobilenetv3_small', location)));
  await calls('FRA', 2 * rounds);
  await calls('SYD', rounds);
  await calls('NRT', rounds);
  expect(deployment.logged('sample_lost')).toEqual([]);
  const log = deployment.server.getLogs().map(({ message }) => message);
  expect(log.filter((line) => line.includes('different request'))).toEqual([]);
});
