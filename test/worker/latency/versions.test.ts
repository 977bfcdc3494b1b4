import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';

import { PATIENCE } from '../../patience.ts';
import { PANDA, readSource } from '../kit/api.ts';
import { Deployment, withoutLedger } from './deployment.ts';
import { type Line, parsePrometheus } from './prometheus-parser.ts';

const MODEL = 'mobilenetv3_small_distilled';
const CLASSES = ['Ledger', 'Locations'];

/** Two Workers with the same ledgers, as two versions of one have during a gradual deployment. */
function deployTwo(vars: Record<string, unknown> = {}): Deployment {
  const bindings = CLASSES.map((name) => ({ name: name.toUpperCase(), class_name: name }));
  const common = {
    version_metadata: { binding: 'VERSION' },
    vars: { MAX_BODY_BYTES: 10_485_760, RATE_LIMIT: 'off', ...vars },
  };
  return new Deployment([
    withoutLedger({
      ...common,
      durable_objects: { bindings },
      migrations: [{ tag: 'v1', new_sqlite_classes: CLASSES }],
    }),
    withoutLedger({
      ...common,
      name: 'canary',
      durable_objects: { bindings: bindings.map((binding) => ({ ...binding, script_name: 'edgelens' })) },
    }),
  ]);
}

/** Posts the panda to one of the two Workers. */
async function post(
  on: Deployment,
  worker: string,
  path = `/v1/classify?model=${MODEL}`,
  colo = 'FRA',
): Promise<number> {
  const response = await on.server.getWorker(worker).fetch(`http://edgelens${path}`, {
    method: 'POST',
    body: await readSource(PANDA),
    headers: { 'Content-Type': 'image/jpeg' },
    cf: { colo },
  });
  await response.text();
  return response.status;
}

async function idOf(on: Deployment, worker: string): Promise<string> {
  const response = await on.server.getWorker(worker).fetch('http://edgelens/healthz');
  return ((await response.json()) as { version: string }).version;
}

async function sql(on: Deployment, location: string, statement: string, ...values: unknown[]): Promise<unknown[]> {
  const storage = await on.server.getWorker().getDurableObjectStorage('Ledger', { name: location });
  return storage.exec(statement, ...values);
}

async function metric(on: Deployment, name: string): Promise<readonly Line[]> {
  return parsePrometheus(await (await on.get('/metrics')).text()).get(name)?.lines ?? [];
}

/** How many answers of each version were counted in a location. */
async function counted(on: Deployment, location: string): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { name, labels, value } of await metric(on, 'edgelens_request_phase_seconds')) {
    if (!name.endsWith('_count') || labels['location'] !== location || labels['phase'] !== 'total') continue;
    counts[labels['version'] ?? 'none'] = (counts[labels['version'] ?? 'none'] ?? 0) + value;
  }
  return counts;
}

describe('a canary and what it is to replace', () => {
  const both = deployTwo();
  let stable = '';
  let canary = '';

  beforeAll(async () => {
    await both.start();
    [stable, canary] = [await idOf(both, 'edgelens'), await idOf(both, 'canary')];
    for (const worker of ['edgelens', 'canary', 'edgelens', 'edgelens']) expect(await post(both, worker)).toBe(200);
    await both.settle(4);
    await sql(both, 'FRA', "UPDATE version SET tag = 'v1', timestamp = '2026-11-01T00:00:00Z' WHERE id = ?", stable);
    await sql(both, 'FRA', "UPDATE version SET tag = 'v2', timestamp = '2026-11-02T00:00:00Z' WHERE id = ?", canary);
  });

  afterAll(() => both.server.close());

  it('are one in /v1/latency, which names them, the older one first', async () => {
    const { groups, versions } = await both.latency();
    expect(groups.map(({ start, count, version }) => [start, count, version])).toEqual([
      ['cold', 2, undefined],
      ['warm', 2, undefined],
    ]);
    expect(versions).toEqual([
      { id: stable, tag: 'v1', timestamp: '2026-11-01T00:00:00Z' },
      { id: canary, tag: 'v2', timestamp: '2026-11-02T00:00:00Z' },
    ]);
  });

  it('stand beside each other with group=version, in every phase', async () => {
    const { groups } = await both.latency('?group=version&phase=total&phase=infer');
    expect(groups.map(({ phase, start, version, count }) => [phase, start, version, count])).toEqual([
      ['infer', 'cold', stable, 1],
      ['infer', 'cold', canary, 1],
      ['infer', 'warm', stable, 2],
      ['total', 'cold', stable, 1],
      ['total', 'cold', canary, 1],
      ['total', 'warm', stable, 2],
    ]);
  });

  it.each([
    ['id', (): string => canary],
    ['tag', (): string => 'v2'],
  ])('can be asked for alone by its %s, and the other is named still', async (_, name) => {
    const { groups, versions } = await both.latency(`?version=${name()}`);
    expect(groups.map(({ start, count }) => [start, count])).toEqual([['cold', 1]]);
    expect(versions.map(({ id }) => id)).toEqual([stable, canary]);
    expect((await both.latency('?version=v3')).groups).toEqual([]);
  });

  it('can be chosen on the page, which names no version that nobody has', async () => {
    const page = async (query: string): Promise<string> => (await both.get(`/latency?window=24h${query}`)).text();
    const all = await page('');
    expect(all).toContain('<select id="version" name="version">');
    expect(all).toContain(`<option value="${stable}">v1 · ${stable.slice(0, 8)} · 2026-11-01</option>`);
    expect(all).toContain('2 cold, median');
    const one = await page('&version=v2');
    expect(one).toContain(`<option value="${canary}" selected="">v2 · ${canary.slice(0, 8)} · 2026-11-02</option>`);
    expect(one).toContain('1 cold, median');
    expect(one).toContain(`version=${canary}&amp;lang=ja`);
    const none = await page('&version=nobody-has-it');
    expect(none).toContain('No request in this window.');
    expect(none).not.toContain('nobody-has-it');
    expect((await both.get('/latency?version=%00')).status).toBe(400);
  });

  it('have series of their own in /metrics, with the tag beside', async () => {
    expect(await counted(both, 'FRA')).toEqual({ [stable]: 3, [canary]: 1 });
    const builds = await metric(both, 'edgelens_build_info');
    expect(builds.map(({ labels, value }) => [labels, value])).toEqual([
      [{ version: stable, tag: '' }, 1],
      [{ version: canary, tag: 'v2' }, 1],
    ]);
    const heaps = await metric(both, 'edgelens_wasm_heap_bytes');
    expect(heaps.map(({ labels }) => labels)).toEqual([
      { location: 'FRA', version: stable },
      { location: 'FRA', version: canary },
    ]);
    for (const { value } of heaps) expect(value).toBeGreaterThan(2 ** 20);
  });

  it('has the problems of each, by the routes of the API alone', async () => {
    expect(await post(both, 'canary', '/v1/classify?top_k=none')).toBe(400);
    expect(await post(both, 'canary', '/v1/classify?top_k=none')).toBe(400);
    expect(await post(both, 'edgelens', '/v1/classify?model=alexnet')).toBe(404);
    expect(await post(both, 'edgelens', '/nothing/here')).toBe(404);
    const problem = { location: 'FRA', route: '/v1/classify' };
    await vi.waitFor(async () => {
      const lines = await metric(both, 'edgelens_problems_total');
      expect(lines.map(({ labels, value }) => [labels, value])).toEqual([
        [{ ...problem, version: canary, problem: 'invalid-parameter' }, 2],
        [{ ...problem, version: stable, problem: 'unknown-model' }, 1],
      ]);
    }, PATIENCE);
  });
});

describe('a location that keeps few samples', () => {
  const both = deployTwo({ LEDGER_ROWS: 3 });
  let stable = '';
  let canary = '';

  beforeAll(async () => {
    await both.start();
    [stable, canary] = [await idOf(both, 'edgelens'), await idOf(both, 'canary')];
  });

  afterAll(() => both.server.close());

  /** Classifies with one version until the counts are these. */
  async function fill(worker: string, times: number, counts: Record<string, number>): Promise<void> {
    for (let i = 0; i < times; i++) expect(await post(both, worker)).toBe(200);
    await vi.waitFor(async () => {
      expect(await counted(both, 'FRA')).toEqual(counts);
    }, PATIENCE);
  }

  it('counts a version as long as it has a sample of it, or it is the last', async () => {
    await fill('edgelens', 2, { [stable]: 2 });
    await fill('canary', 1, { [stable]: 2, [canary]: 1 });
    await fill('canary', 4, { [canary]: 5 });
    expect(await sql(both, 'FRA', "SELECT id FROM version WHERE id <> ''")).toEqual([{ id: canary }]);
    await sql(both, 'FRA', 'DELETE FROM sample');
    expect(await counted(both, 'FRA')).toEqual({ [canary]: 5 });
    expect((await metric(both, 'edgelens_build_info')).map(({ labels }) => labels['version'])).toEqual([
      canary,
      stable,
    ]);
  });

  it('knows a version that has failed in everything', async () => {
    expect(await post(both, 'edgelens', '/v1/classify?top_k=none')).toBe(400);
    await vi.waitFor(async () => {
      const lines = await metric(both, 'edgelens_problems_total');
      expect(lines.map(({ labels, value }) => [labels['version'], value])).toEqual([[stable, 1]]);
    }, PATIENCE);
  });

  it('counts eight versions at most', async () => {
    await sql(
      both,
      'FRA',
      `WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 20)
       INSERT INTO version (id, tag, timestamp, heard) SELECT 'version ' || n, '', '', 1000 + n FROM numbers`,
    );
    await sql(
      both,
      'FRA',
      `INSERT INTO counter (version, model, start, engine, measure, bound, count, sum)
       SELECT number, 'a', 'warm', 'simd', 'total', 1, 1, 1 FROM version WHERE heard > 1000`,
    );
    expect(Object.keys(await counted(both, 'FRA'))).toEqual(
      [13, 14, 15, 16, 17, 18, 19, 20].map((n) => `version ${n}`),
    );
  });
});

describe('a database of before versions were noted', () => {
  const both = deployTwo();
  let stable = '';

  beforeAll(async () => {
    await both.start();
    stable = await idOf(both, 'edgelens');
    await post(both, 'edgelens', undefined, 'OLD');
    await both.settle(1);
    for (const table of ['sample', 'counter', 'counted', 'version', 'problem'])
      await sql(both, 'OLD', `DROP TABLE ${table}`);
    await sql(
      both,
      'OLD',
      `CREATE TABLE sample (
         id INTEGER PRIMARY KEY, time INTEGER NOT NULL, model TEXT NOT NULL, start TEXT NOT NULL, engine TEXT NOT NULL,
         clock TEXT NOT NULL, resolution REAL NOT NULL, format TEXT NOT NULL, bytes INTEGER NOT NULL,
         wasm_heap INTEGER NOT NULL, tiered INTEGER NOT NULL, receive REAL, queue REAL, rpc REAL, load REAL, decode REAL,
         preprocess REAL, infer REAL, explain REAL, total REAL);
       CREATE TABLE counter (
         model TEXT NOT NULL, start TEXT NOT NULL, engine TEXT NOT NULL, measure TEXT NOT NULL, bound REAL NOT NULL,
         count INTEGER NOT NULL, sum REAL NOT NULL, PRIMARY KEY (model, start, engine, measure, bound)) WITHOUT ROWID;
       CREATE TABLE counted (up_to INTEGER NOT NULL);
       INSERT INTO counted VALUES (7);
       INSERT INTO counter VALUES ('${MODEL}', 'warm', 'onnxruntime', 'total', 50, 7, 301);
       INSERT INTO sample VALUES
         (7, ${Date.now() - 2000}, '${MODEL}', 'warm', 'onnxruntime', 'rpc', 1, 'jpeg', 9, 5000000, 3, 1, 0, 0, 2, 3, 4, 30, NULL, 43),
         (8, ${Date.now() - 1000}, '${MODEL}', 'warm', 'onnxruntime', 'rpc', 1, 'jpeg', 9, 6000000, 4, 1, 0, 0, 2, 3, 4, 30, NULL, 44);`,
    );
    await both.server.getWorker().evictDurableObject('Ledger', { name: 'OLD' });
  });

  afterAll(() => both.server.close());

  it('is opened with all that it has, of no version', async () => {
    const { groups, versions, complete } = await both.latency('?group=version');
    expect(complete).toBe(true);
    expect(groups.map(({ start, version, count, max_ms }) => [start, version, count, max_ms])).toEqual([
      ['warm', null, 2, 44],
    ]);
    expect(versions).toEqual([]);
    expect(await counted(both, 'OLD')).toEqual({ none: 8 });
    const heaps = await metric(both, 'edgelens_wasm_heap_bytes');
    expect(heaps.map(({ labels, value }) => [labels, value])).toEqual([[{ location: 'OLD' }, 6_000_000]]);
  });

  it('goes on with versions, and after a restart, too', async () => {
    await post(both, 'edgelens', undefined, 'OLD');
    await both.settle(3);
    await both.server.getWorker().evictDurableObject('Ledger', { name: 'OLD' });
    const { groups } = await both.latency('?group=version&start=warm');
    expect(groups.map(({ version, count }) => [version, count])).toEqual([
      [null, 2],
      [stable, 1],
    ]);
    expect(await counted(both, 'OLD')).toEqual({ none: 8, [stable]: 1 });
  });
});
