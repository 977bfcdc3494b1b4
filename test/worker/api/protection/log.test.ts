import { readFile } from 'node:fs/promises';

import { describe, expect, it, vi } from 'vitest';
import { z } from 'zod';

import { PATIENCE } from '../../../patience.ts';
import { form, PANDA, problem, readSource } from '../../kit/api.ts';
import { deploy, type Deployment } from '../../kit/deployment.ts';

const KEY = 'a-key-of-the-shop-around-the-corner';
const ADDRESS = '203.0.113.99';

/** Sends a request and waits for its line. */
async function lineOf(worker: Deployment, path: string, init: RequestInit = {}): Promise<Record<string, unknown>> {
  const id = crypto.randomUUID();
  const headers = { ...(init.headers as Record<string, string> | undefined), 'X-Request-Id': id };
  await (await worker.send(path, { ...init, from: ADDRESS, headers })).arrayBuffer();
  const lines = await vi.waitUntil(() => {
    const found = worker.logged('request').filter(({ request_id }) => request_id === id);
    return found.length > 0 && found;
  }, PATIENCE);
  const [line] = lines;
  if (line === undefined || lines.length > 1) throw new Error('more than one line for a request');
  return line;
}

describe('the log', () => {
  const worker = deploy({ vars: { REQUIRE_KEY: 'true' }, secrets: { API_KEYS: `shop:${KEY}` } });

  it('has one line for a classification, and nothing of the picture in it', async () => {
    const { duration_ms, request_id, country, version, start, trace_id, span_id, ...rest } = await lineOf(
      worker,
      '/v1/classify?top_k=3',
      {
        method: 'POST',
        body: form(['image', await readSource(PANDA)]),
        headers: { Authorization: `Bearer ${KEY}` },
      },
    );
    expect(rest).toEqual({
      level: 'info',
      event: 'request',
      method: 'POST',
      route: '/v1/classify',
      status: 200,
      problem: null,
      model: 'efficientnet_b0',
      caller: 'key',
      key: 'shop',
      parent_id: null,
    });
    expect(trace_id).toMatch(/^[0-9a-f]{32}$/);
    expect(span_id).toMatch(/^[0-9a-f]{16}$/);
    expect(typeof duration_ms).toBe('number');
    expect(typeof request_id).toBe('string');
    expect(['cold', 'warm']).toContain(start);
    expect(version).toMatch(/^[0-9a-f-]{36}$/);
    expect(country === null || typeof country === 'string').toBe(true);
  });

  it('has the fields that docs/deploying.md shows, in their order', async () => {
    const page = await readFile(new URL('../../../../docs/deploying.md', import.meta.url), 'utf8');
    const [, json = ''] = /<!-- a line of the log -->\n+```json\n([\s\S]*?)\n```/.exec(page) ?? [];
    const printed = z.record(z.string(), z.unknown()).parse(JSON.parse(json));
    const line = await lineOf(worker, '/v1/classify', {
      method: 'POST',
      body: form(['image', await readSource(PANDA)]),
      headers: { Authorization: `Bearer ${KEY}` },
    });
    expect(Object.keys(printed)).toEqual(Object.keys(line));
  });

  it.each([
    ['/v1/models/efficientnet_b0', {}, { level: 'info', route: '/v1/models/:name', status: 200, caller: 'address' }],
    ['/static/icon.svg', {}, { level: 'info', route: '/static/*', status: 200, caller: null }],
    ['/v1/models/nothing', {}, { level: 'info', route: '/v1/models/:name', status: 404, problem: 'unknown-model' }],
    ['/nothing/here', {}, { level: 'info', route: null, status: 404, problem: 'not-found' }],
    ['/healthz', { method: 'DELETE' }, { route: '/healthz', status: 405, problem: 'method-not-allowed' }],
    [
      '/v1/classify',
      { method: 'POST' },
      { level: 'warn', route: '/v1/classify', status: 401, problem: 'key-required' },
    ],
    ['/v1/classify', { method: 'OPTIONS' }, { level: 'info', method: 'OPTIONS', status: 204, problem: null }],
  ])('tells %s by its route, %j', async (path, init, line) => {
    expect(await lineOf(worker, path, init)).toMatchObject(line);
  });

  it('takes up the trace of the caller, and begins one where that is malformed', async () => {
    const [trace_id, parent_id] = ['0af7651916cd43dd8448eb211c80319c', 'b7ad6b7169203331'];
    const within = async (traceparent: string): Promise<Record<string, unknown>> =>
      lineOf(worker, '/v1/models/nothing', { headers: { traceparent } });
    expect(await within(`00-${trace_id}-${parent_id}-01`)).toMatchObject({ trace_id, parent_id });
    const line = await within(`00-${trace_id}-${parent_id}-01-more`);
    expect(line['parent_id']).toBeNull();
    expect(line['trace_id']).not.toBe(trace_id);
  });

  it('never tells addresses, keys, paths or queries', async () => {
    await lineOf(worker, '/v1/models/secret-of-mine?token=secret-of-mine');
    for (const secret of [ADDRESS, KEY, 'secret-of-mine']) expect(worker.log()).not.toContain(secret);
  });
});

describe.each([
  ['warn', 1],
  ['error', 0],
  ['off', 0],
])('a log from level "%s" on', (LOG_LEVEL, lines) => {
  const worker = deploy({ vars: { LOG_LEVEL, REQUIRE_KEY: 'true' }, secrets: { API_KEYS: KEY } });

  it('leaves out what matters less', async () => {
    await worker.send('/healthz');
    expect(await problem(await worker.send('/v1/classify', { method: 'POST' }))).toMatchObject({ status: 401 });
    await worker.send('/healthz');
    expect(worker.logged('request')).toHaveLength(lines);
  });
});
