import { describe, expect, it } from 'vitest';

import { webFile, webFiles } from '../../../../src/web/web-files.ts';
import { form, PANDA, readSource, request } from '../../kit/api.ts';
import { deploy } from '../../kit/deployment.ts';

/** One path of each kind, and one of no kind. */
const PATHS = ['/', '/docs', '/static/icon.svg', '/v1/models', '/healthz', '/v1/nothing', '/v1/classify'];

/** What every answer carries with every status, as shipped. */
const EVERYWHERE = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers': 'RateLimit,RateLimit-Policy,Retry-After,Server-Timing,X-Request-Id',
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
    "manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'cross-origin',
  'origin-agent-cluster': '?1',
  'permissions-policy':
    'camera=(self), bluetooth=(), browsing-topics=(), display-capture=(), geolocation=(), hid=(), microphone=(), ' +
    'midi=(), payment=(), serial=(), usb=()',
  'referrer-policy': 'no-referrer',
  'timing-allow-origin': '*',
  'x-content-type-options': 'nosniff',
  'x-dns-prefetch-control': 'off',
  'x-download-options': 'noopen',
  'x-frame-options': 'DENY',
  'x-permitted-cross-domain-policies': 'none',
  'x-request-id': 'as-asked',
  'x-xss-protection': '0',
};

/** What whoever carries the answer adds: how its body comes and goes, and from which cache. */
const OF_CARRIERS = [
  'cf-cache-status',
  'connection',
  'content-encoding',
  'content-length',
  'keep-alive',
  'transfer-encoding',
];

/** Follows from the bytes of the answer. */
const ANY = expect.any(String) as string;

describe('headers of every answer', () => {
  it.each<[method: string, path: string, status: number, own: Record<string, string>]>([
    [
      'GET',
      '/v1/nothing',
      404,
      { 'cache-control': 'no-store', 'server-timing': ANY, 'content-type': 'application/problem+json', vary: 'Accept' },
    ],
    [
      'HEAD',
      '/healthz',
      200,
      { 'cache-control': 'no-store', 'server-timing': ANY, 'content-type': 'application/json' },
    ],
    [
      'GET',
      '/v1/models',
      200,
      { 'cache-control': 'public, max-age=600', 'content-type': 'application/json', etag: ANY },
    ],
    [
      'GET',
      '/docs',
      200,
      {
        'cache-control': 'no-store',
        'server-timing': ANY,
        'content-language': 'en',
        'content-type': 'text/html; charset=UTF-8',
      },
    ],
    ['GET', '/favicon.ico', 301, { 'cache-control': 'public, max-age=600', location: '/static/icon.svg' }],
    [
      'PUT',
      '/v1/classify',
      405,
      {
        allow: 'POST, OPTIONS',
        'cache-control': 'no-store',
        'server-timing': ANY,
        'content-type': 'application/problem+json',
      },
    ],
    [
      'GET',
      '/static/icon.svg',
      200,
      {
        'cache-control': 'public, max-age=600',
        'content-type': 'image/svg+xml',
        etag: ANY,
      },
    ],
    [
      'GET',
      '/service-worker.js',
      200,
      {
        'cache-control': 'no-store',
        'server-timing': ANY,
        'content-type': 'text/javascript; charset=utf-8',
        etag: ANY,
      },
    ],
  ])('are these: %s %s', async (method, path, status, own) => {
    const headers = { 'X-Request-Id': 'as-asked' };
    const answer = await request(path, { method, headers, redirect: 'manual' });
    expect(answer.status).toBe(status);
    const given = [...answer.headers].filter(([name]) => !OF_CARRIERS.includes(name));
    expect(Object.fromEntries(given)).toEqual({ ...EVERYWHERE, ...own });
  });

  it('are those of no other origin where only methods are asked for', async () => {
    const answer = await request('/v1/classify', { method: 'OPTIONS', headers: { 'X-Request-Id': 'as-asked' } });
    expect(answer.status).toBe(204);
    const given = [...answer.headers].filter(([name]) => !OF_CARRIERS.includes(name));
    const others = Object.entries(EVERYWHERE).filter(([name]) => !name.startsWith('access-control'));
    const own = { allow: 'POST, OPTIONS', 'cache-control': 'no-store', 'server-timing': ANY };
    expect(Object.fromEntries(given)).toEqual({ ...Object.fromEntries(others), ...own });
  });

  it('forbid what no page of ours asks for', async () => {
    for (const path of PATHS) {
      const { headers } = await request(path);
      const policy = headers.get('Content-Security-Policy') ?? '';
      expect(policy.split('; '), path).toEqual([
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
      ]);
      expect(headers.get('Permissions-Policy')).toContain('camera=(self)');
      expect(headers.get('Permissions-Policy')).toContain('microphone=()');
      expect(headers.get('X-Content-Type-Options')).toBe('nosniff');
      expect(headers.get('X-Frame-Options')).toBe('DENY');
      expect(headers.get('Referrer-Policy')).toBe('no-referrer');
      expect(headers.get('Cross-Origin-Opener-Policy')).toBe('same-origin');
      expect(headers.get('X-Powered-By')).toBeNull();
      // A phone that visits a laptop in its network would otherwise never reach it again.
      expect(headers.get('Strict-Transport-Security')).toBeNull();
    }
  });

  it('carry a request id, the one of the caller if it is a plain word', async () => {
    const [first, second] = await Promise.all([request('/healthz'), request('/healthz')]);
    expect(first.headers.get('X-Request-Id')).toMatch(/^[0-9a-f-]{36}$/);
    expect(first.headers.get('X-Request-Id')).not.toBe(second.headers.get('X-Request-Id'));
    const send = async (id: string): Promise<string | null> =>
      (await request('/healthz', { headers: { 'X-Request-Id': id } })).headers.get('X-Request-Id');
    expect(await send('from-the-caller_1')).toBe('from-the-caller_1');
    for (const id of ['<script>', 'a b', 'a"b', 'é', 'x'.repeat(65), '']) {
      expect(await send(id), id).toMatch(/^[0-9a-f-]{36}$/);
    }
  });

  it('let be kept what only a deployment changes, and nothing else', async () => {
    const lifetimes = async (...requests: [string, RequestInit?][]): Promise<(string | null)[]> =>
      Promise.all(requests.map(async (args) => (await request(...args)).headers.get('Cache-Control')));
    const kept = ['/static/icon.svg', '/openapi.json', '/v1/models', '/v1/models/efficientnet_b0'];
    expect(new Set(await lifetimes(...kept.map((path): [string] => [path])))).toEqual(new Set(['public, max-age=600']));
    const picture = { method: 'POST', body: form(['image', await readSource(PANDA)]) };
    const single = await lifetimes(
      ['/'],
      ['/docs'],
      ['/healthz'],
      ['/readyz'],
      ['/v1/latency'],
      ['/metrics'],
      ['/v1/classify', picture],
      ['/v1/classify'],
      ['/v1/models/resnet50'],
      ['/v1/models', { method: 'POST' }],
      ['/static/nothing.css'],
      ['/nothing'],
    );
    expect(new Set(single)).toEqual(new Set(['no-store']));
  });

  it('let files with a sum in their name be kept for a year', async () => {
    const files = [...Object.values(webFiles.entries), ...webFiles.shell, ...webFiles.notebook, ...webFiles.later];
    expect(files.length).toBeGreaterThan(10);
    for (const path of files) {
      const response = await request(path);
      expect([response.status, response.headers.get('Cache-Control')], path).toEqual([
        200,
        'public, max-age=31536000, immutable',
      ]);
    }
    expect((await request('/static/page-AAAAAAAA.js')).headers.get('Cache-Control')).toBe('no-store');
  });

  it('let WebAssembly be compiled by the Web Worker alone', async () => {
    const policyOf = async (path: string): Promise<string | null> =>
      (await request(path)).headers.get('Content-Security-Policy');
    expect(await policyOf(webFile('device-worker.ts'))).toContain("script-src 'self' 'wasm-unsafe-eval';");
    for (const path of ['/', '/compare', webFile('page.ts'), '/service-worker.js']) {
      expect(await policyOf(path), path).toContain("script-src 'self';");
    }
  });

  it('let a kept file be asked for again without sending it', async () => {
    const first = await request('/static/icon.svg');
    const headers = { 'If-None-Match': first.headers.get('ETag') ?? '' };
    const again = await request('/static/icon.svg', { headers });
    expect(again.status).toBe(304);
    expect(again.headers.get('Cache-Control')).toBe('public, max-age=600');
  });
});

/** What a browser asks before a page of that origin may post a picture with a key. */
const preflight = (origin: string): RequestInit => ({
  method: 'OPTIONS',
  headers: {
    Origin: origin,
    'Access-Control-Request-Method': 'POST',
    'Access-Control-Request-Headers': 'content-type,x-edgelens-key,x-evil',
  },
});

const ALLOWED = 'Authorization,Content-Type,X-EdgeLens-Key,X-Request-Id,X-Turnstile-Token,traceparent,tracestate';

describe('pages of other origins', () => {
  it('may call the API as shipped, read its timings and embed its files', async () => {
    const before = await request('/v1/classify', preflight('https://shop.example'));
    expect(before.status).toBe(204);
    expect(before.headers.get('Access-Control-Allow-Origin')).toBe('*');
    expect(before.headers.get('Access-Control-Allow-Methods')).toBe('GET,HEAD,POST');
    expect(before.headers.get('Access-Control-Allow-Headers')).toBe(ALLOWED);
    for (const path of PATHS) {
      const { headers, status } = await request(path, { headers: { Origin: 'https://shop.example' } });
      expect(headers.get('Access-Control-Allow-Origin')).toBe('*');
      expect(headers.get('Access-Control-Allow-Credentials')).toBeNull();
      expect(headers.get('Access-Control-Expose-Headers')).toContain('Server-Timing');
      expect(headers.get('Timing-Allow-Origin')).toBe('*');
      expect(headers.get('Cross-Origin-Resource-Policy')).toBe('cross-origin');
      // People get a page for an error.
      expect(headers.get('Vary')).toBe(status < 400 ? null : 'Accept');
    }
  });
});

describe('pages of other origins than the listed ones', () => {
  const worker = deploy({ vars: { ALLOWED_ORIGINS: 'https://shop.example, http://localhost:3000' } });

  it.each(['https://shop.example', 'http://localhost:3000'])('%s may', async (origin) => {
    const before = await worker.send('/v1/classify', preflight(origin));
    expect(before.status).toBe(204);
    expect(before.headers.get('Access-Control-Allow-Origin')).toBe(origin);
    expect(before.headers.get('Access-Control-Allow-Headers')).toBe(ALLOWED);
    const answer = await worker.send('/v1/models', { headers: { Origin: origin } });
    expect(answer.headers.get('Access-Control-Allow-Origin')).toBe(origin);
    expect(answer.headers.get('Vary')).toBe('Origin');
  });

  it.each(['https://evil.example', 'https://shop.example.evil.example', 'http://shop.example', 'null'])(
    '%s may not, on no path',
    async (origin) => {
      expect(
        (await worker.send('/v1/classify', preflight(origin))).headers.get('Access-Control-Allow-Origin'),
      ).toBeNull();
      for (const path of PATHS) {
        const { headers, status } = await worker.send(path, { headers: { Origin: origin } });
        expect(headers.get('Access-Control-Allow-Origin')).toBeNull();
        expect(headers.get('Timing-Allow-Origin')).toBe('https://shop.example, http://localhost:3000');
        expect(headers.get('Cross-Origin-Resource-Policy')).toBe('same-origin');
        expect(headers.get('Vary')).toBe(status < 400 ? 'Origin' : 'Accept, Origin');
      }
    },
  );
});

describe('over HTTPS', () => {
  const worker = deploy({});

  it('browsers are told to come back by it', async () => {
    const headers = await worker.sendTo('https://edgelens.example/healthz');
    expect(headers.get('Strict-Transport-Security')).toBe('max-age=31536000');
    for (const url of ['http://edgelens.example/healthz', 'https://localhost:8787/healthz'])
      expect((await worker.sendTo(url)).get('Strict-Transport-Security'), url).toBeNull();
  });
});
