import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';

import { PATIENCE } from '../../patience.ts';
import { form, PANDA, readSource } from '../kit/api.ts';
import { Deployment, withoutLedger } from './deployment.ts';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const PARENT = 'b7ad6b7169203331';

interface Told {
  readonly trace: string;
  readonly span: string;
  readonly event:
    | { readonly type: 'spanOpen'; readonly name: string; readonly spanId: string }
    | { readonly type: 'attributes'; readonly info: readonly { readonly name: string; readonly value: unknown }[] };
}

describe('the tracing of the runtime', () => {
  const deployment = new Deployment([
    withoutLedger({ streaming_tail_consumers: [{ service: 'span-tail' }] }),
    { config: { name: 'span-tail', main: 'test/worker/fixtures/span-tail.ts', compatibility_date: '2026-10-20' } },
  ]);
  beforeAll(() => deployment.start());
  afterAll(() => deployment.server.close());

  const compare = async (models: string, headers: Record<string, string> = {}): Promise<Record<string, unknown>> =>
    ask(`/v1/compare?models=${models}`, await readSource(PANDA), { 'Content-Type': 'image/jpeg', ...headers });

  /** @returns the line of the log */
  async function ask(
    path: string,
    body: Uint8Array<ArrayBuffer>,
    headers: Record<string, string>,
  ): Promise<Record<string, unknown>> {
    const request_id = crypto.randomUUID();
    const response = await deployment.server.fetch(path, {
      method: 'POST',
      body,
      headers: { 'X-Request-Id': request_id, ...headers },
    });
    expect(response.status).toBe(200);
    await response.text();
    return vi.waitUntil(() => {
      const line = deployment.logged('request').find((text) => text.includes(request_id));
      return line !== undefined && (JSON.parse(line) as Record<string, unknown>);
    }, PATIENCE);
  }

  /** The spans of a trace that are ours, in order, with what they say. */
  async function spansOf(trace: unknown): Promise<[name: string, attributes: Record<string, unknown>][]> {
    const response = await deployment.server.getWorker('span-tail').fetch('http://span-tail/');
    const told = ((await response.json()) as Told[]).filter((one) => one.trace === trace);
    const said = (id: string): Record<string, unknown> =>
      Object.fromEntries(
        told.flatMap(({ span, event }) =>
          span === id && event.type === 'attributes'
            ? event.info.filter(({ name }) => name.startsWith('edgelens.')).map(({ name, value }) => [name, value])
            : [],
        ),
      );
    return told.flatMap(({ event }) =>
      event.type === 'spanOpen' && /^[a-z]+$/.test(event.name) ? [[event.name, said(event.spanId)]] : [],
    );
  }

  it('has a span for each phase of each model, and the log names its trace', async () => {
    const { trace_id, parent_id } = await compare('mobilenetv3_small_distilled@simd,efficientnet_b0@simd');
    expect(parent_id).toBeNull();
    const [small, large] = ['mobilenetv3_small_distilled', 'efficientnet_b0'].map((model) => ({
      'edgelens.model': model,
      'edgelens.engine': 'simd',
      'edgelens.start': 'cold',
    }));
    await vi.waitFor(async () => {
      expect((await spansOf(trace_id)).filter(([name]) => name !== 'fetch')).toEqual([
        ['receive', {}],
        ['queue', {}],
        ['rpc', {}],
        ['decode', {}],
        ['load', small],
        ['preprocess', small],
        ['infer', small],
        ['load', large],
        ['preprocess', large],
        ['infer', large],
      ]);
    }, PATIENCE);
  });

  it('has one for the picture that a form has', async () => {
    const whole = new Response(form(['image', await readSource(PANDA)]));
    const headers = { 'Content-Type': whole.headers.get('Content-Type') ?? '' };
    const bytes = new Uint8Array(await whole.arrayBuffer());
    const { trace_id } = await ask('/v1/classify?model=mobilenetv3_small_distilled&engine=simd', bytes, headers);
    await vi.waitFor(async () => {
      const names = (await spansOf(trace_id)).map(([name]) => name).filter((name) => name !== 'fetch');
      expect(names).toEqual(['receive', 'queue', 'rpc', 'decode', 'load', 'preprocess', 'infer']);
    }, PATIENCE);
  });

  it('has the trace of the caller as an attribute, because it gives a request a trace of its own', async () => {
    const line = await compare('mobilenetv3_small_distilled@simd,efficientnet_b0@simd', {
      traceparent: `00-${TRACE}-${PARENT}-01`,
    });
    expect(line).toMatchObject({ trace_id: TRACE, parent_id: PARENT });
    const response = await deployment.server.getWorker('span-tail').fetch('http://span-tail/');
    const said = ((await response.json()) as Told[]).filter(({ span }) => span === line['span_id']);
    const attributes = said.flatMap(({ event }) => (event.type === 'attributes' ? event.info : []));
    expect(attributes).toContainEqual({ name: 'edgelens.trace_id', value: TRACE });
    expect(attributes).toContainEqual({ name: 'edgelens.parent_id', value: PARENT });
  });
});

describe('without tracing', () => {
  const deployment = new Deployment([withoutLedger()]);
  beforeAll(() => deployment.start());
  afterAll(() => deployment.server.close());

  it('an answer is what it is', async () => {
    expect((await deployment.classify('mobilenetv3_small_distilled', 'FRA')).predictions[0]?.index).toBe(388);
  });
});

describe('a model that cannot be loaded', () => {
  const folder = mkdtempSync(join(tmpdir(), 'edgelens-empty-'));
  const deployment = new Deployment([
    withoutLedger({ assets: { directory: folder, binding: 'ASSETS', run_worker_first: true } }),
  ]);
  beforeAll(() => deployment.start());
  afterAll(async () => {
    await deployment.server.close();
    rmSync(folder, { recursive: true });
  });

  it('is logged by the entrypoint that loads it in the trace of the request', async () => {
    const response = await deployment.server.fetch('/v1/classify', {
      method: 'POST',
      body: await readSource(PANDA),
      headers: { 'Content-Type': 'image/jpeg', traceparent: `00-${TRACE}-${PARENT}-01` },
    });
    expect(response.status).toBe(503);
    const [, span_id] = /traceparent;desc="00-0af7651916cd43dd8448eb211c80319c-([0-9a-f]{16})-01"$/.exec(
      response.headers.get('Server-Timing') ?? '',
    ) ?? [''];
    const [line = '{}'] = await vi.waitUntil(() => {
      const lines = deployment.logged('load_failed');
      return lines.length > 0 && lines;
    }, PATIENCE);
    expect(JSON.parse(line)).toMatchObject({ event: 'load_failed', trace_id: TRACE, span_id });
  });
});
