import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';

import { type Measure, MEASURES } from '../../../src/contract/names.ts';
import { PATIENCE } from '../../patience.ts';
import { problem } from '../kit/api.ts';
import { type Classification, Deployment, type Latency } from './deployment.ts';
import { parsePrometheus } from './prometheus-parser.ts';

const deployment = new Deployment();
const answers: Classification[] = [];

beforeAll(async () => {
  await deployment.start();
  const wanted = [
    ['mobilenetv3_small_distilled', 'FRA'],
    ['mobilenetv3_small_distilled', 'FRA'],
    ['efficientnet_b0', 'FRA'],
    ['mobilenetv3_small_distilled', 'SYD'],
    ['efficientnet_b0', 'SYD'],
    ['mobilenetv3_small_distilled', 'SYD'],
    ['mobilenetv3_small_distilled', 'FRA'],
    ['efficientnet_b0', 'FRA'],
    ['mobilenetv3_small_distilled', 'FRA'],
  ] as const;
  for (const [model, colo] of wanted) answers.push(await deployment.classify(model, colo));
  await deployment.settle(answers.length);
});

afterAll(() => deployment.server.close());

/** What the answers themselves said, in ascending order. */
function told(measure: Measure, model: string, start: string): number[] {
  return answers
    .filter((answer) => answer.model === model && answer.start.kind === start)
    .map(({ timings }) => {
      const { receive_ms, queue_ms, rpc_ms, phases_ms, total_ms } = timings;
      const all = { receive: receive_ms, queue: queue_ms, rpc: rpc_ms, ...phases_ms, total: total_ms };
      return all[measure];
    })
    .filter((duration) => duration !== null)
    .sort((a, b) => a - b);
}

function groupOf({ groups }: Latency, phase: string, model: string, start: string): Latency['groups'][number] {
  const found = groups.filter((group) => group.phase === phase && group.model === model && group.start === start);
  if (found.length !== 1 || found[0] === undefined)
    throw new Error(`${found.length} groups ${phase} ${model} ${start}`);
  return found[0];
}

/** The lines of `/metrics` that only a classification changes. */
async function metricsOfSamples(): Promise<string[]> {
  const text = await (await deployment.get('/metrics')).text();
  return text.split('\n').filter((line) => !line.startsWith('edgelens_problems_total'));
}

describe('GET /v1/latency', () => {
  it('has exactly the samples of the answers, and their figures, in every phase', async () => {
    const latency = await deployment.latency('?phase=all');
    expect(latency).toMatchObject({ locations: 2, complete: true, missing: [], window_s: 86_400 });
    expect(latency.clock).toEqual(answers[0]?.timings.clock);
    for (const measure of MEASURES) {
      for (const [model, start, count, median] of [
        // Nearest rank: the third of five, the second of three... counted from 1.
        ['mobilenetv3_small_distilled', 'cold', 1, 1],
        ['mobilenetv3_small_distilled', 'warm', 5, 3],
        ['efficientnet_b0', 'cold', 1, 1],
        ['efficientnet_b0', 'warm', 2, 1],
      ] as const) {
        const durations = told(measure, model, start);
        if (measure === 'explain') {
          expect(durations).toEqual([]);
          expect(latency.groups.filter(({ phase }) => phase === 'explain')).toEqual([]);
          continue;
        }
        expect(durations).toHaveLength(count);
        expect(groupOf(latency, measure, model, start)).toMatchObject({
          engine: 'onnxruntime',
          count,
          min_ms: durations[0],
          p50_ms: durations[median - 1],
          p90_ms: durations.at(-1),
          p95_ms: durations.at(-1),
          p99_ms: durations.at(-1),
          max_ms: durations.at(-1),
          method: 'exact',
          relative_error: 0,
        });
      }
    }
    expect(latency.groups).toHaveLength(4 * (MEASURES.length - 1));
  });

  it('counts how many lie in each bin', async () => {
    const { groups, bounds_ms } = await deployment.latency('?phase=infer&start=warm&model=mobilenetv3_small_distilled');
    const durations = told('infer', 'mobilenetv3_small_distilled', 'warm');
    const bounds = [0, ...bounds_ms.map((bound) => bound ?? Infinity)];
    expect(groups.map(({ histogram }) => histogram)).toEqual([
      bounds_ms.map((_, i) => {
        const [above = 0, upTo = 0] = bounds.slice(i, i + 2);
        return durations.filter((duration) => (duration > above || i === 0) && duration <= upTo).length;
      }),
    ]);
  });

  it('answers total alone when no phase is named, one or several otherwise', async () => {
    const phases = async (query: string): Promise<string[]> => {
      const { groups } = await deployment.latency(query);
      return [...new Set(groups.map(({ phase }) => phase))].sort();
    };
    expect(await phases('')).toEqual(['total']);
    expect(await phases('?phase=decode')).toEqual(['decode']);
    expect(await phases('?phase=infer&phase=load&phase=infer')).toEqual(['infer', 'load']);
  });

  it('narrows to a model and to a start', async () => {
    const { groups } = await deployment.latency('?model=efficientnet_b0');
    expect(groups.map(({ model, start, count }) => [model, start, count])).toEqual([
      ['efficientnet_b0', 'cold', 1],
      ['efficientnet_b0', 'warm', 2],
    ]);
    const cold = await deployment.latency('?start=cold');
    expect(cold.groups.map(({ model, start }) => [model, start])).toEqual([
      ['efficientnet_b0', 'cold'],
      ['mobilenetv3_small_distilled', 'cold'],
    ]);
    expect((await deployment.latency('?model=mobilenetv3_small_triage')).groups).toEqual([]);
  });

  it('cuts the window into slices that add up to the whole', async () => {
    const whole = await deployment.latency('?window=30m&slices=90');
    expect(Date.parse(whole.to) - Date.parse(whole.from)).toBe(1_800_000);
    for (const { series = [], count, min_ms, max_ms } of whole.groups) {
      expect(series.reduce((sum, slice) => sum + slice.count, 0)).toBe(count);
      expect(Math.min(...series.map((slice) => slice.min_ms))).toBe(min_ms);
      expect(Math.max(...series.map((slice) => slice.max_ms))).toBe(max_ms);
      for (const { from } of series) expect((Date.parse(from) - Date.parse(whole.from)) % 20_000).toBe(0);
    }
    // The first start was cold and before all warm ones.
    const [cold] = groupOf(whole, 'total', 'mobilenetv3_small_distilled', 'cold').series ?? [];
    const warm = groupOf(whole, 'total', 'mobilenetv3_small_distilled', 'warm').series ?? [];
    for (const { from } of warm) expect(Date.parse(from)).toBeGreaterThanOrEqual(Date.parse(cold?.from ?? ''));
    expect((await deployment.latency()).groups[0]).not.toHaveProperty('series');
  });

  it.each([
    ['window=1m', 60],
    ['window=90', 90],
    ['window=90s', 90],
    ['window=48h', 172_800],
    ['window=30d', 2_592_000],
  ])('%s is that many seconds', async (query, seconds) => {
    expect((await deployment.latency(`?${query}`)).window_s).toBe(seconds);
  });

  it('leaves out what is older than the window', async () => {
    await vi.waitFor(async () => {
      expect((await deployment.latency('?window=1s')).groups).toEqual([]);
    }, PATIENCE);
    expect((await deployment.latency()).groups).not.toEqual([]);
  });

  it.each([
    ['window=0', 'window: a length of time: 90, 90s, 15m, 24h or 7d.'],
    ['window=1y', 'window: a length of time: 90, 90s, 15m, 24h or 7d.'],
    ['window=-5m', 'window: a length of time: 90, 90s, 15m, 24h or 7d.'],
    ['window=31d', 'window: at most 2592000 seconds, for which samples are kept.'],
    ['phase=thinking', `phase: one of all, ${MEASURES.join(', ')}.`],
    ["phase=total'--", `phase: one of all, ${MEASURES.join(', ')}.`],
    ['start=lukewarm', 'start: cold or warm.'],
    ['group=model', 'group: version.'],
    ['version=', 'version: the id or the tag of a version, as `versions` has it.'],
    ['version=%00', 'version: the id or the tag of a version, as `versions` has it.'],
    ['slices=97', 'slices: a whole number from 1 to 96.'],
    ['slices=1.5', 'slices: a whole number from 1 to 96.'],
    ['models=efficientnet_b0', 'no other parameters than model, phase, start, group, version, window, slices.'],
  ])('refuses %s', async (query, detail) => {
    const response = await deployment.get(`/v1/latency?${query}`);
    expect(response.status).toBe(400);
    expect(await problem(response)).toMatchObject({ type: '/problems/invalid-parameter', detail });
  });

  it('refuses an unknown model as classifications do', async () => {
    const body = await problem(await deployment.get('/v1/latency?model=resnet50'));
    expect(body).toMatchObject({ type: '/problems/unknown-model', status: 404 });
    expect(body['models']).toContain('efficientnet_b0');
  });
});

describe('GET /metrics', () => {
  it('is what Prometheus reads, with the counts and sums of the answers', async () => {
    const response = await deployment.get('/metrics');
    expect(response.headers.get('Content-Type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    const families = parsePrometheus(await response.text());
    expect([...families].map(([name, { type }]) => [name, type])).toEqual([
      ['edgelens_request_phase_seconds', 'histogram'],
      ['edgelens_problems_total', 'counter'],
      ['edgelens_wasm_heap_bytes', 'gauge'],
      ['edgelens_build_info', 'gauge'],
      ['edgelens_ledger_samples', 'gauge'],
      ['edgelens_ledger_up', 'gauge'],
    ]);
    const lines = families.get('edgelens_request_phase_seconds')?.lines ?? [];
    for (const [model, start] of [
      ['mobilenetv3_small_distilled', 'cold'],
      ['mobilenetv3_small_distilled', 'warm'],
      ['efficientnet_b0', 'cold'],
      ['efficientnet_b0', 'warm'],
    ] as const) {
      for (const measure of MEASURES) {
        const durations = told(measure, model, start);
        const pick = (suffix: string, le?: string): number =>
          lines
            .filter(({ name }) => name === `edgelens_request_phase_seconds${suffix}`)
            .filter(({ labels: l }) => l['model'] === model && l['start'] === start && l['phase'] === measure)
            .filter(({ labels }) => labels['le'] === le)
            .reduce((sum, { value }) => sum + value, 0);
        expect(pick('_count')).toBe(durations.length);
        expect(pick('_sum')).toBeCloseTo(durations.reduce((sum, duration) => sum + duration, 0) / 1000, 9);
        for (const le of ['0.001', '0.02', '0.1', '0.5', '10'])
          expect(pick('_bucket', le)).toBe(durations.filter((duration) => duration <= Number(le) * 1000).length);
        expect(pick('_bucket', '+Inf')).toBe(durations.length);
      }
    }
    expect(
      families.get('edgelens_ledger_samples')?.lines.map(({ labels, value }) => [labels['location'], value]),
    ).toEqual([
      ['FRA', 6],
      ['SYD', 3],
    ]);
  });

  it('counts each sample once, however often it is asked', async () => {
    const first = await metricsOfSamples();
    expect(await metricsOfSamples()).toEqual(first);
  });
});

describe('a restart', () => {
  it('of a ledger loses nothing that it had taken', async () => {
    const before = await deployment.latency('?phase=all&window=30d');
    const metrics = await metricsOfSamples();
    const worker = deployment.server.getWorker();
    for (const name of ['FRA', 'SYD']) await worker.evictDurableObject('Ledger', { name });
    await worker.evictDurableObject('Locations', { name: 'all' });
    const after = await deployment.latency('?phase=all&window=30d');
    expect(after.groups).toEqual(before.groups);
    expect(after.locations).toBe(2);
    expect(await metricsOfSamples()).toEqual(metrics);
  });

  it('with a new measure gives the old samples no value for it', async () => {
    const worker = deployment.server.getWorker();
    const storage = await worker.getDurableObjectStorage('Ledger', { name: 'SYD' });
    await storage.exec('ALTER TABLE sample DROP COLUMN decode');
    await worker.evictDurableObject('Ledger', { name: 'SYD' });
    const { groups, complete } = await deployment.latency('?phase=decode&phase=infer');
    expect(complete).toBe(true);
    const counts = (phase: string): number =>
      groups.filter((group) => group.phase === phase).reduce((sum, { count }) => sum + count, 0);
    expect(counts('infer')).toBe(9);
    expect(counts('decode')).toBe(6);
  });
});

describe('a location', () => {
  it('takes many samples at once from its first moment on', async () => {
    await Promise.all(Array.from({ length: 12 }, () => deployment.classify('mobilenetv3_small_distilled', 'NRT')));
    await vi.waitFor(async () => {
      const families = parsePrometheus(await (await deployment.get('/metrics')).text());
      const samples = families.get('edgelens_ledger_samples')?.lines ?? [];
      expect(samples.map(({ labels, value }) => [labels['location'], value])).toEqual([
        ['FRA', 6],
        ['NRT', 12],
        ['SYD', 3],
      ]);
    }, PATIENCE);
  });

  it('is refused when there are more than can be, and the others go on', async () => {
    const locations = await deployment.server.getWorker().getDurableObjectStorage('Locations', { name: 'all' });
    await locations.exec(`
      WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 397)
      INSERT INTO location (name, seen) SELECT 'made up ' || n, 0 FROM numbers`);
    await deployment.classify('mobilenetv3_small_distilled', 'LHR');
    await vi.waitFor(() => {
      expect(deployment.logged('sample_lost')).toEqual([expect.stringContaining('there are 400 locations already')]);
    }, PATIENCE);
    await deployment.classify('mobilenetv3_small_distilled', 'FRA');
    await deployment.settle(6 + 12 + 3 + 1);
  });
});
