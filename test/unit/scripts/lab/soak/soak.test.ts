import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

import { describe, expect, it } from 'vitest';

import { soakChart } from '../../../../../scripts/lab/soak/chart.ts';
import { flatnessOf } from '../../../../../scripts/lab/soak/flatness.ts';
import { soakReport } from '../../../../../scripts/lab/soak/report.ts';
import { usageOf } from '../../../../../scripts/kit/process-usage.ts';
import { soak, type SoakPlan, type SoakRun } from '../../../../../scripts/lab/soak/soak.ts';
import type { Kind } from '../../../../../scripts/lab/soak/traffic.ts';

interface Asked {
  /** Number of the request. */
  readonly index: number;
  readonly model: string;
  readonly body: string;
}

interface Said {
  readonly status?: number;
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
  /** In ms. */
  readonly wait?: number;
}

/** What EdgeLens answers to a picture, as far as a soak reads it. */
function classification(index: number, used = 60): Said {
  const memory = { wasm_heap_bytes: 50, used_bytes: used, limit_bytes: 128, reserve_bytes: 24 };
  return { body: { predictions: [{ index, label: '', score: 0.9 }], memory } };
}

function problem(status: number, name: string, headers: Record<string, string> = {}): Said {
  return { status, body: { type: `/problems/${name}` }, headers };
}

/** A server that answers as the test wants. */
async function fakeServer(answer: (asked: Asked) => Said): Promise<AsyncDisposable & { readonly origin: string }> {
  let index = 0;
  const reply = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { searchParams: query } = new URL(request.url ?? '', 'http://localhost');
    const model = query.get('models') ?? [query.get('model'), query.get('engine')].filter(Boolean).join('@');
    const {
      status = 200,
      body,
      headers = {},
      wait = 0,
    } = answer({ index: index++, model, body: String(Buffer.concat(chunks)) });
    await new Promise((resolve) => setTimeout(resolve, wait));
    response.writeHead(status, headers).end(JSON.stringify(body));
  };
  const server = createServer((request, response) => {
    reply(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    origin: `http://127.0.0.1:${address !== null && typeof address === 'object' ? address.port : 0}`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const bytes = (text: string): Uint8Array<ArrayBuffer> => Uint8Array.from(Buffer.from(text));
const PHOTO: Kind = {
  name: 'photo',
  share: 2,
  contentType: 'image/jpeg',
  body: bytes('photo'),
  manner: 'whole',
  expected: 'photo',
};
const GIF: Kind = { ...PHOTO, name: 'GIF', share: 1, body: bytes('GIF89a'), expected: ['unsupported-picture-format'] };
const AWAY: Kind = {
  ...PHOTO,
  name: 'away',
  share: 1,
  body: bytes('x'.repeat(800)),
  manner: 'broken off',
  expected: 'nothing',
};

function planFor(origin: string, kinds: readonly Kind[], changes: Partial<SoakPlan> = {}): SoakPlan {
  const client = { origin, key: undefined };
  return { client, kinds, models: ['small', 'large'], rate: 60, seconds: 0.5, seed: 1, pid: undefined, ...changes };
}

const perform = (plan: SoakPlan): Promise<SoakRun> => soak(plan, new AbortController().signal, () => undefined);

const asExpected = ({ body }: Asked): Said =>
  body.startsWith('GIF') ? problem(415, 'unsupported-picture-format') : classification(388);

describe('soak', () => {
  it('sends the traffic by its shares to the models in turn', async () => {
    await using server = await fakeServer(asExpected);
    const { samples, referenceHeapBytes } = await perform(planFor(server.origin, [PHOTO, GIF, AWAY]));
    expect(samples).toHaveLength(30);
    expect(samples.filter(({ outcome }) => outcome !== 'expected')).toEqual([]);
    const numbers = Object.fromEntries(
      [...Map.groupBy(samples, ({ kind }) => kind)].map(([kind, mine]) => [kind, mine.length]),
    );
    // Seven whole rounds of four, and two more.
    expect(numbers['photo']).toBeGreaterThanOrEqual(14);
    expect(numbers['GIF']).toBeGreaterThanOrEqual(7);
    expect(numbers['away']).toBeGreaterThanOrEqual(7);
    expect(samples.filter(({ model }) => model === 'small')).toHaveLength(15);
    expect(referenceHeapBytes).toBe(50);
    expect(samples.find(({ kind }) => kind === 'photo')?.heapBytes).toBe(50);
    expect(samples.find(({ kind }) => kind === 'away')?.status).toBeNull();
  });

  it('asks other models, engines and pairs in turn, and knows what each of them says', async () => {
    const asked = ['small@simd', 'large@onnxruntime', 'small@simd,large@onnxruntime'];
    const index = (model: string): number => (model.includes(',') ? 3 : model.includes('simd') ? 2 : 1);
    await using server = await fakeServer(({ model }) => {
      const { body, ...said } = classification(index(model));
      if (!model.includes(',')) return { body, ...said };
      const { predictions, memory } = body as { predictions: unknown; memory: unknown };
      return { body: { ensemble: { predictions }, memory }, ...said };
    });
    const plan = planFor(server.origin, [
      { ...PHOTO, share: 1 },
      { ...PHOTO, name: 'other', share: 2, asked },
    ]);
    const run = await perform(plan);
    expect(run.samples.filter(({ outcome }) => outcome !== 'expected')).toEqual([]);
    const others = run.samples.filter(({ kind }) => kind === 'other').map(({ model }) => model);
    const counts = asked.map((each) => others.filter((model) => model === each).length);
    // 20 of 30 requests, which is six times and two more.
    expect(counts.sort()).toEqual([6, 7, 7]);
    expect(new Set(run.samples.map(({ model }) => model))).toEqual(new Set(['small', 'large', ...asked]));
    const lines = soakReport(plan, run, flatnessOf(run, 500)).split('\n');
    expect(lines[lines.indexOf('all models and engines in turn') + 1]).toMatch(/^ {2}other +20 /);
  });

  it('says what was answered otherwise than it should be', async () => {
    // The first two answers are the reference.
    await using server = await fakeServer((asked) => {
      if (asked.index < 2) return classification(388);
      if (asked.body.startsWith('GIF'))
        return asked.index % 2 === 0 ? classification(1) : problem(500, 'internal-error');
      return asked.model === 'large' ? problem(422, 'not-a-picture') : classification(7);
    });
    const plan = planFor(server.origin, [PHOTO, GIF]);
    const run = await perform(plan);
    expect(run.samples.every(({ outcome }) => outcome === 'unexpected')).toBe(true);
    const reasons = new Set(run.samples.map(({ reason }) => reason));
    expect(reasons).toContain('class 7 (0.9000) instead of 388 (0.9000)');
    expect(reasons).toContain('422 not-a-picture instead of a classification');
    expect(reasons).toContain('500 internal-error instead of unsupported-picture-format');
    expect(soakReport(plan, run, flatnessOf(run, 500))).toContain('30 requests were not answered as they should be:');
  });

  it('does not let the isolate count more than it may', async () => {
    await using server = await fakeServer(({ index }) => classification(388, index < 2 ? 104 : 105));
    const { samples } = await perform(planFor(server.origin, [PHOTO]));
    expect(new Set(samples.map(({ reason }) => reason))).toEqual(new Set(['105 bytes of the 104 that may be used']));
  });

  it('comes back once when the server is busy, and counts that apart', async () => {
    const busy = problem(503, 'busy', { 'Retry-After': '0' });
    const turns = new Map<string, number>();
    await using server = await fakeServer((asked) => {
      if (asked.index < 2) return classification(388);
      const turn = (turns.get(asked.model) ?? 0) + 1;
      turns.set(asked.model, turn);
      // The small one is busy every other time, the large one always.
      return asked.model === 'large' || turn % 2 === 1 ? busy : classification(388);
    });
    // So slow that no request meets another one.
    const { samples } = await perform(planFor(server.origin, [PHOTO], { rate: 8, seconds: 1 }));
    const outcomes = (model: string): unknown[] =>
      samples.filter((sample) => sample.model === model).map((sample) => sample.outcome);
    expect(new Set(outcomes('large'))).toEqual(new Set(['unexpected']));
    expect(outcomes('small')).toContain('after busy');
    expect(outcomes('small')).not.toContain('unexpected');
  });

  it('counts from when a request was due, so that a stall shows in all that it delayed', async () => {
    await using server = await fakeServer(({ index }) => ({ ...classification(388), wait: index < 2 ? 0 : 300 }));
    const { samples } = await perform(planFor(server.origin, [PHOTO], { rate: 50, seconds: 0.2 }));
    for (const { took_ms } of samples) expect(took_ms).toBeGreaterThan(290);
    expect(samples.map(({ due_ms }) => Math.round(due_ms / 20)).sort((a, b) => a - b)).toEqual([...Array(10).keys()]);
  });

  it('breaks off with a hint when the deployment limits rates', async () => {
    await using server = await fakeServer(() => problem(429, 'rate-limited'));
    await expect(perform(planFor(server.origin, [PHOTO]))).rejects.toThrow(/429 rate-limited.*RATE_LIMIT/);
  });

  it('reads memory and CPU time of a process, and draws all of it', async () => {
    await using server = await fakeServer(asExpected);
    const plan = planFor(server.origin, [PHOTO, GIF], { pid: process.pid });
    const run = await perform(plan);
    const report = soakReport(plan, run, flatnessOf(run, 1000 * plan.seconds));
    for (const line of report.split('\n')) expect(line.length).toBeLessThanOrEqual(100);
    expect(report).toContain('Every request was answered as it should be.');
    if (process.platform === 'linux') {
      expect(run.readings.length).toBeGreaterThan(0);
      expect(usageOf(process.pid)?.rssBytes).toBeGreaterThan(10 * 2 ** 20);
    }
    const chart = soakChart(run, plan.seconds) ?? '';
    expect(chart).toMatch(/^<svg /);
    expect(chart.match(/<circle /g)).toHaveLength(run.samples.filter(({ status }) => status === 200).length);
    expect(soakChart({ samples: [], referenceHeapBytes: null, readings: [] }, 1)).toBeUndefined();
    expect(usageOf(2 ** 30)).toBeNull();
  });
});
