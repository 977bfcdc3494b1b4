import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';

import { PATIENCE } from '../../patience.ts';
import { shipped } from '../kit/deployment.ts';
import { Deployment } from './deployment.ts';
import { parsePrometheus } from './prometheus-parser.ts';

const MODEL = 'mobilenetv3_small_distilled';

/** Runs SQL in the ledger of a location. */
async function sql(
  on: Deployment,
  location: string,
  statement: string,
  ...values: unknown[]
): Promise<Record<string, unknown>[]> {
  const storage = await on.server.getWorker().getDurableObjectStorage('Ledger', { name: location });
  return storage.exec(statement, ...values);
}

/** How many samples FRA holds. */
async function rows(on: Deployment): Promise<number> {
  return Number((await sql(on, 'FRA', 'SELECT count(*) AS n FROM sample'))[0]?.['n']);
}

/** How often requests of a phase were ever counted in FRA. */
async function everCounted(on: Deployment, phase: string): Promise<number> {
  const lines = parsePrometheus(await (await on.get('/metrics')).text()).get('edgelens_request_phase_seconds')?.lines;
  return (lines ?? [])
    .filter(({ name, labels }) => name.endsWith('_count') && labels['location'] === 'FRA' && labels['phase'] === phase)
    .reduce((sum, { value }) => sum + value, 0);
}

/** Multiplies the one sample of a location, as that of a model, with an SQL expression of n (from 1 on) as its total. */
async function multiply(on: Deployment, location: string, model: string, copies: number, total: string): Promise<void> {
  await sql(
    on,
    location,
    `WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ?)
     INSERT INTO sample (time, model, start, engine, clock, resolution, format, bytes, wasm_heap, tiered, receive, queue,
       rpc, load, decode, preprocess, infer, total)
     SELECT time, ?, 'warm', engine, clock, resolution, format, bytes, wasm_heap, tiered, receive, queue,
       rpc, load, decode, preprocess, infer, ${total}
     FROM sample, numbers`,
    copies,
    model,
  );
}

/** The definition of nearest rank, on all values. */
function nearestRank(values: readonly number[], percent: number): number | undefined {
  return values.toSorted((a, b) => a - b)[Math.ceil((values.length * percent) / 100) - 1];
}

describe('a location', () => {
  const deployment = new Deployment();
  beforeAll(() => deployment.start());
  afterAll(() => deployment.server.close());

  it('holds 50,000 samples at most, and its counters still know the rest', async () => {
    await deployment.classify(MODEL, 'FRA');
    await deployment.settle(1);
    await multiply(deployment, 'FRA', MODEL, 49_998, '(n * 7919) % 1009');
    const seeded = Array.from({ length: 49_998 }, (_, i) => ((i + 1) * 7919) % 1009);

    // Exact also over a full ledger: there are few different durations.
    const [group] = (await deployment.latency('?start=warm')).groups;
    expect(group).toMatchObject({
      count: 49_998,
      min_ms: 0,
      p50_ms: nearestRank(seeded, 50),
      p90_ms: nearestRank(seeded, 90),
      p95_ms: nearestRank(seeded, 95),
      p99_ms: nearestRank(seeded, 99),
      max_ms: 1008,
      method: 'exact',
    });

    await deployment.classify(MODEL, 'FRA');
    await deployment.settle(50_000);
    await deployment.classify(MODEL, 'FRA');
    // One too many: a batch of 1,000 goes.
    await vi.waitFor(async () => {
      expect(await rows(deployment)).toBe(49_000);
    }, PATIENCE);
    await deployment.classify(MODEL, 'FRA');
    await vi.waitFor(async () => {
      expect(await rows(deployment)).toBe(49_001);
    }, PATIENCE);
    expect(await everCounted(deployment, 'total')).toBe(50_002);
    expect(await everCounted(deployment, 'infer')).toBe(50_002);
    await deployment.server.getWorker().evictDurableObject('Ledger', { name: 'FRA' });
    expect(await everCounted(deployment, 'total')).toBe(50_002);
    // The oldest went: the cold one was first.
    expect((await deployment.latency('?start=cold')).groups).toEqual([]);
  });

  it('answers within 1 % when there are too many different durations to be exact', async () => {
    const model = 'efficientnet_b0';
    await deployment.classify(MODEL, 'SYD');
    await deployment.settle(49_002);
    await multiply(deployment, 'SYD', model, 20_000, 'pow(10.0, (n * 7919) % 20000 / 5000.0)');
    const seeded = Array.from({ length: 20_000 }, (_, i) => 10 ** ((((i + 1) * 7919) % 20_000) / 5000));
    const [group] = (await deployment.latency(`?model=${model}`)).groups;
    if (group === undefined) throw new Error('no group');
    expect(group).toMatchObject({ count: 20_000, method: 'ddsketch', relative_error: 0.01, min_ms: 1 });
    expect(group.max_ms).toBeCloseTo(Math.max(...seeded), 6);
    for (const [percent, answered] of [
      [50, group.p50_ms],
      [90, group.p90_ms],
      [95, group.p95_ms],
      [99, group.p99_ms],
    ] as const) {
      const exact = nearestRank(seeded, percent) ?? NaN;
      expect(Math.abs(answered - exact) / exact).toBeLessThanOrEqual(0.01);
      expect(answered).not.toBe(exact);
    }
  });

  it('writes one row for a sample, because each is billed: it has no index, and no counter of SQLite', async () => {
    await deployment.classify(MODEL, 'AMS');
    await vi.waitFor(async () => {
      expect(await sql(deployment, 'AMS', 'SELECT id FROM sample')).toEqual([{ id: 1 }]);
    }, PATIENCE);
    const others = await sql(
      deployment,
      'AMS',
      "SELECT name FROM sqlite_schema WHERE (type = 'index' AND tbl_name = 'sample') OR name = 'sqlite_sequence'",
    );
    expect(others).toEqual([]);
  });

  it('finds a window by the times of its rows, whatever their number', async () => {
    const location = 'LIS';
    await deployment.classify(MODEL, location);
    const held = async (): Promise<number> => (await sql(deployment, location, 'SELECT id FROM sample')).length;
    await vi.waitFor(async () => {
      expect(await held()).toBe(1);
    }, PATIENCE);
    await multiply(deployment, location, 'efficientnet_b0_w8', 999, 'n');
    // The newest is of now, and each one before it 10 s older.
    await sql(deployment, location, 'UPDATE sample SET time = ? - (1000 - id) * 10000', Date.now());
    for (const [window, count] of [
      ['95s', 10],
      ['1005s', 101],
      ['9985s', 999],
      ['7d', 999],
    ] as const) {
      const [group] = (await deployment.latency(`?model=efficientnet_b0_w8&window=${window}`)).groups;
      // Some seconds may have passed since.
      expect(group?.count).toBeGreaterThanOrEqual(count - 3);
      expect(group?.count).toBeLessThanOrEqual(count);
    }
  });
});

describe('a location that may keep samples for four seconds', () => {
  const deployment = new Deployment([shipped({ vars: { LEDGER_DAYS: 0.00005 } })]);
  beforeAll(() => deployment.start());
  afterAll(() => deployment.server.close());

  it('deletes them, also when nothing happens any more, and starts anew afterwards', async () => {
    expect((await deployment.latency()).window_s).toBeCloseTo(4.32, 9);
    for (const round of [1, 2]) {
      await deployment.classify(MODEL, 'FRA');
      await vi.waitFor(async () => {
        expect(await everCounted(deployment, 'total')).toBe(round);
      }, PATIENCE);
      await vi.waitFor(async () => {
        expect(await rows(deployment)).toBe(0);
      }, PATIENCE);
      expect((await deployment.latency()).groups).toEqual([]);
      expect(await everCounted(deployment, 'total')).toBe(round);
    }
  });
});
