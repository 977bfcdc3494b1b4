import { afterEach, expect, it, vi } from 'vitest';

import { PATIENCE } from '../../patience.ts';
import { Deployment, withoutLedger } from './deployment.ts';

let deployment: Deployment | undefined;

afterEach(async () => {
  await deployment?.server.close();
});

/** The Worker with its own ledger, and with this class of another Worker as Analytics Engine. */
async function deployWith(entrypoint: string): Promise<Deployment> {
  const classes = ['Ledger', 'Locations'];
  deployment = new Deployment([
    withoutLedger({
      durable_objects: { bindings: classes.map((name) => ({ name: name.toUpperCase(), class_name: name })) },
      migrations: [{ tag: 'v1', new_sqlite_classes: classes }],
      services: [{ binding: 'ANALYTICS', service: 'analytics', entrypoint }],
    }),
    { config: { name: 'analytics', main: 'test/worker/fixtures/analytics.ts', compatibility_date: '2026-10-20' } },
  ]);
  await deployment.start();
  return deployment;
}

it('takes the same sample as the ledger', async () => {
  const both = await deployWith('Analytics');
  const { timings, memory, photo, start } = await both.classify('mobilenetv3_small', 'FRA');
  await both.settle(1);
  const { receive_ms, queue_ms, rpc_ms, phases_ms, total_ms } = timings;
  const { load, decode, preprocess, infer } = phases_ms;
  const point = {
    indexes: ['mobilenetv3_small'],
    blobs: ['mobilenetv3_small', 'cold', 'onnxruntime', 'FRA', 'jpeg', 'rpc'],
    doubles: [
      ...[receive_ms, queue_ms, rpc_ms, load, decode, preprocess, infer, -1, total_ms],
      ...[photo.bytes, memory.wasm_heap_bytes, start.tiered, 1],
    ],
  };
  await vi.waitFor(async () => {
    const response = await both.server.getWorker('analytics').fetch('http://analytics/');
    expect(await response.json()).toEqual([point]);
  }, PATIENCE);
  const [group] = (await both.latency()).groups;
  expect(group).toMatchObject({ count: 1, min_ms: total_ms, max_ms: total_ms });
});

it('takes the sample for the moment of its request', async () => {
  const own = await deployWith('Analytics');
  const before = Date.now();
  await own.classify('mobilenetv3_small', 'FRA');
  await own.settle(1);
  const after = Date.now();
  // Half an hour in 90 slices of 20 s: the sample has to lie in one that has a part of the time between the two moments.
  const [group] = (await own.latency('?window=30m&slices=90')).groups;
  expect(group?.series).toHaveLength(1);
  const from = Date.parse(group?.series?.[0]?.from ?? '');
  expect(from).toBeLessThanOrEqual(after);
  expect(from + 20_000).toBeGreaterThan(before);
});

it('does not take the sample from the ledger by failing', async () => {
  const broken = await deployWith('BrokenAnalytics');
  await broken.classify('mobilenetv3_small', 'FRA');
  await broken.settle(1);
  await vi.waitFor(() => {
    expect(broken.logged('sample_lost')).toHaveLength(1);
  }, PATIENCE);
  expect(broken.logged('sample_lost')[0]).toContain('"sink":"analytics"');
});
