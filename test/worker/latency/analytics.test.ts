import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';

import { PATIENCE } from '../../patience.ts';
import { Deployment, withoutLedger } from './deployment.ts';

/** The Worker with its own ledger, and with this class of another Worker as Analytics Engine. */
function deployWith(entrypoint: string): Deployment {
  const classes = ['Ledger', 'Locations'];
  const deployment = new Deployment([
    withoutLedger({
      durable_objects: { bindings: classes.map((name) => ({ name: name.toUpperCase(), class_name: name })) },
      migrations: [{ tag: 'v1', new_sqlite_classes: classes }],
      services: [{ binding: 'ANALYTICS', service: 'analytics', entrypoint }],
    }),
    { config: { name: 'analytics', main: 'test/worker/fixtures/analytics.ts', compatibility_date: '2026-10-20' } },
  ]);
  beforeAll(() => deployment.start());
  afterAll(() => deployment.server.close());
  return deployment;
}

describe('Analytics Engine', () => {
  const both = deployWith('Analytics');

  it('takes the same sample as the ledger', async () => {
    const { timings, memory, photo, start } = await both.classify('mobilenetv3_small_distilled', 'FRA');
    await both.settle(1);
    const { receive_ms, queue_ms, rpc_ms, phases_ms, total_ms } = timings;
    const { load, decode, preprocess, infer } = phases_ms;
    const point = {
      indexes: ['mobilenetv3_small_distilled'],
      blobs: ['mobilenetv3_small_distilled', 'cold', 'onnxruntime', 'FRA', 'jpeg', 'rpc', '', ''],
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
    const before = Date.now();
    await both.classify('mobilenetv3_small_triage', 'FRA');
    await both.settle(2);
    const after = Date.now();
    // Half an hour in 90 slices of 20 s: the sample has to lie in one that has a part of the time between the two moments.
    const [group] = (await both.latency('?window=30m&slices=90&model=mobilenetv3_small_triage')).groups;
    expect(group?.series).toHaveLength(1);
    const from = Date.parse(group?.series?.[0]?.from ?? '');
    expect(from).toBeLessThanOrEqual(after);
    expect(from + 20_000).toBeGreaterThan(before);
  });
});

describe('Analytics Engine that is broken', () => {
  const broken = deployWith('BrokenAnalytics');

  it('does not take the sample from the ledger', async () => {
    await broken.classify('mobilenetv3_small_distilled', 'FRA');
    await broken.settle(1);
    await vi.waitFor(() => {
      expect(broken.logged('sample_lost')).toHaveLength(1);
    }, PATIENCE);
    expect(broken.logged('sample_lost')[0]).toContain('"sink":"analytics"');
  });
});
