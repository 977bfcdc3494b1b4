import { describe, expect, it } from 'vitest';

import { LIMITS } from '../../../../src/api/protection/limits.ts';
import { PANDA, problem, readSource } from '../../kit/api.ts';
import { withoutLedger } from '../../latency/deployment.ts';
import { deploy } from '../../kit/deployment.ts';

const KEY = 'a-key-of-the-shop-around-the-corner';
const OPERATOR_KEY = 'the-key-of-whoever-runs-this';
const [ANNA, BERT] = ['203.0.113.1', '203.0.113.2'];

/** Refused early and for another reason, so it costs nothing but is counted. */
const CHEAP = { method: 'POST', headers: { 'Content-Type': 'text/plain' } };

/**
 * Sends until it is refused. Local limiters count by the minute of the clock, so if that ends in between it takes up to
 * twice as many; a machine that cannot send a few hundred in a minute would need longer.
 */
async function exhaust(send: () => Promise<Response>): Promise<{ served: number; refusal: Response }> {
  for (let served = 0; served < 20 * LIMITS.key.limit; served += 8) {
    const responses = await Promise.all(Array.from({ length: 8 }, send));
    const refusal = responses.find(({ status }) => status === 429);
    if (refusal) return { served: served + responses.filter(({ status }) => status !== 429).length, refusal };
  }
  throw new Error('nothing was refused');
}

async function expectRefusal(response: Response, policy: keyof typeof LIMITS): Promise<void> {
  const { limit, period } = LIMITS[policy];
  expect(response.headers.get('Retry-After')).toBe(String(period));
  expect(response.headers.get('RateLimit-Policy')).toBe(`"${policy}";q=${limit};w=${period}`);
  expect(response.headers.get('RateLimit')).toBe(`"${policy}";r=0`);
  const body = await problem(response);
  expect(body).toMatchObject({ type: '/problems/rate-limited', status: 429, limit, period_s: period });
}

describe('the rate limit as shipped', () => {
  const worker = deploy({ secrets: { API_KEYS: `shop:${KEY}`, OPERATOR_KEY } });

  const classify = ({ from, headers = {} }: { from: string; headers?: Record<string, string> }): Promise<Response> =>
    worker.send('/v1/classify', { ...CHEAP, from, headers: { ...CHEAP.headers, ...headers } });

  it('lets a phone measure ten pictures in a row with each model, and more', async () => {
    const body = await readSource(PANDA);
    const headers = { 'Content-Type': 'image/jpeg' };
    for (let i = 0; i < 40; i++) {
      const response = await worker.send('/v1/classify?model=mobilenetv3_small_distilled', {
        method: 'POST',
        body,
        headers,
        from: '203.0.113.77',
      });
      expect(response.status).toBe(200);
      expect(response.headers.get('RateLimit-Policy')).toBe('"compute";q=120;w=60');
      expect(response.headers.get('RateLimit')).toBeNull();
    }
  });

  it('refuses an address that asks for more, and no other one', async () => {
    const { served, refusal } = await exhaust(() => classify({ from: ANNA }));
    expect(served).toBeGreaterThanOrEqual(LIMITS.compute.limit);
    await expectRefusal(refusal, 'compute');
    expect((await classify({ from: BERT })).status).toBe(415);
    // Somebody who reads the log has to see it.
    const refused = worker.logged('request').filter(({ status }) => status === 429);
    expect(refused.length).toBeGreaterThan(0);
    expect(new Set(refused.map(({ level }) => level))).toEqual(new Set(['warn']));
  });

  it('counts what reads for itself, and leaves pages and /healthz alone', async () => {
    const { served, refusal } = await exhaust(() => worker.send('/v1/models', { from: ANNA }));
    expect(served).toBeGreaterThanOrEqual(LIMITS.read.limit);
    await expectRefusal(refusal, 'read');
    const free = ['/', '/docs', '/static/icon.svg', '/healthz', '/problems/rate-limited'];
    for (const path of Array.from({ length: 60 }, () => free).flat()) {
      const response = await worker.send(path, { from: ANNA });
      expect(response.status, path).toBe(200);
      expect(response.headers.get('RateLimit-Policy')).toBeNull();
      await response.arrayBuffer();
    }
  });

  it('takes a whole /64 for one address', async () => {
    let host = 1;
    const { served } = await exhaust(() => classify({ from: `2001:db8:0:1::${(host++).toString(16)}` }));
    expect(served).toBeGreaterThanOrEqual(LIMITS.compute.limit);
    expect((await classify({ from: '2001:db8:0:2::1' })).status).toBe(415);
  });

  it('counts a key for itself, wherever it comes from', async () => {
    const headers = { Authorization: `Bearer ${KEY}` };
    let host = 1;
    const { served, refusal } = await exhaust(() => classify({ from: `192.0.2.${host++ % 256}`, headers }));
    expect(served).toBeGreaterThanOrEqual(LIMITS.key.limit);
    await expectRefusal(refusal, 'key');
  });

  it('counts a key that is not known under the address', async () => {
    const headers = { 'X-EdgeLens-Key': `${KEY}x` };
    const { refusal } = await exhaust(() => classify({ from: '203.0.113.3', headers }));
    await expectRefusal(refusal, 'compute');
  });

  it('does not count the operator', async () => {
    const headers = { 'X-EdgeLens-Key': OPERATOR_KEY };
    for (let i = 0; i < 100; i++) {
      const statuses = await Promise.all(
        Array.from({ length: 8 }, async () => (await classify({ from: ANNA, headers })).status),
      );
      expect(new Set(statuses)).toEqual(new Set([415]));
    }
  });
});

const vars = { MAX_BODY_BYTES: 10_485_760 };
const broken = {
  config: { name: 'limiter', main: 'test/worker/fixtures/broken-limiter.ts', compatibility_date: '2026-10-20' },
};
const services = [{ binding: 'COMPUTE_LIMITER', service: 'limiter', entrypoint: 'BrokenLimiter' }];

describe.each([
  ['that is switched off', deploy({ vars: { RATE_LIMIT: 'off' } }), []],
  ['that is missing', deploy({}, [withoutLedger({ vars })]), ['rate_limiter_missing']],
  ['that fails', deploy({}, [withoutLedger({ vars, services }), broken]), ['rate_limiter_failed']],
])('a rate limit %s', (_, worker, events) => {
  it('lets everybody through, and says so once', async () => {
    for (let i = 0; i < 40; i++) {
      const statuses = await Promise.all(
        Array.from({ length: 8 }, async () => (await worker.send('/v1/classify', { ...CHEAP, from: ANNA })).status),
      );
      expect(new Set(statuses)).toEqual(new Set([415]));
    }
    const logged = ['rate_limiter_missing', 'rate_limiter_failed'].flatMap(worker.logged);
    expect(logged.map(({ event, binding }) => [event, binding])).toEqual(
      events.map((event) => [event, 'COMPUTE_LIMITER']),
    );
  });
});
