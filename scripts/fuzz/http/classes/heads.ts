import type { Chance } from '../../chance.ts';
import { concat, fromLatin1 } from '../../files/bytes.ts';
import { headOf, type HeaderLines, post } from '../raw-request.ts';
import { CLASSIFY, type RequestClass, requestClass } from './class.ts';

const PATHS = [
  '/',
  '/docs',
  '/openapi.json',
  '/healthz',
  '/v1/models',
  '/v1/classify',
  '/v1/latency',
  '/static/style.css',
];

/** A value for a parameter that its reader does not expect. */
function hostileValue(chance: Chance, marker: string): string {
  return chance.pick([
    '',
    `%3C${marker}%3E`,
    marker,
    "'%20OR%201=1--",
    '..%2f..%2fetc%2fpasswd',
    '%00',
    '%ff%fe',
    '%zz',
    '%',
    '-1',
    '0',
    '1e400',
    'NaN',
    'Infinity',
    '0x10',
    '9007199254740993',
    'true',
    '[]',
    '{}',
    'null',
    '%F0%9F%90%BC',
    '%0d%0aX-Fuzz-Injected:%201',
    '__proto__',
    'constructor',
    'x'.repeat(chance.below(8000)),
    String(chance.integer(32)),
  ]);
}

function hostileQuery(chance: Chance, marker: string, names: readonly string[]): string {
  const pairs = Array.from({ length: 1 + chance.below(chance.oneIn(10) ? 500 : 4) }, () => {
    const name = chance.oneIn(3)
      ? chance.pick([`%3C${marker}%3E`, '', '__proto__', 'a[b]', '%00', 'toString', 'x'.repeat(1000)])
      : chance.pick(names);
    return chance.oneIn(8) ? name : `${name}=${hostileValue(chance, marker)}`;
  });
  return pairs.join('&');
}

function hostileHeaders(chance: Chance, marker: string): HeaderLines {
  const long = 'v'.repeat(chance.below(60_000));
  const lines: HeaderLines = [
    ['X-Request-Id', `<${marker}>`],
    ['X-Request-Id', 'x'.repeat(300)],
    ['X-EdgeLens-Key', marker],
    ['X-EdgeLens-Key', long],
    ['Authorization', `Bearer ${marker}`],
    ['Accept', `<${marker}>`],
    ['Accept-Language', 'xx;q=9,'.repeat(chance.below(500))],
    ['Accept-Encoding', 'gzip;q=0, identity;q=0, *;q=0'],
    ['Cookie', `${'a=b; '.repeat(chance.below(1000))}${marker}`],
    ['Origin', `https://${marker}.example`],
    ['Origin', 'null'],
    ['Referer', `https://<${marker}>`],
    ['Range', 'bytes=0-0,-1,5-2'],
    ['If-None-Match', `"${marker}", W/"x"`],
    ['If-Modified-Since', 'yesterday'],
    ['Expect', '200-maybe'],
    ['Upgrade', 'h2c'],
    ['X-Forwarded-For', `${marker}, 127.0.0.1, ::1`],
    ['X-Forwarded-Host', `${marker}.example`],
    ['X-HTTP-Method-Override', 'DELETE'],
    ['CF-Connecting-IP', `<${marker}>`],
    ['CF-Ray', marker],
    ['Content-Encoding', 'gzip'],
    ['Content-Language', marker],
    [`X-${marker}`, long],
    ['X-Empty', ''],
    ['X-High', '\xe4\xff\x80'],
  ];
  return Array.from({ length: 1 + chance.below(5) }, () => chance.pick(lines));
}

function hostilePath(chance: Chance, marker: string): string {
  return chance.pick([
    `/%3C${marker}%3E`,
    `/v1/models/%3C${marker}%3E`,
    `/v1/models/${hostileValue(chance, marker)}`,
    `/problems/${hostileValue(chance, marker)}`,
    `/static/${hostileValue(chance, marker)}`,
    '/static/../models/manifest.json',
    '/static/%2e%2e/models/efficientnet_b0.optimised.onnx',
    '/static/..%2fmodels/efficientnet_b0.optimised.onnx',
    '/static//models/efficientnet_b0.optimised.onnx',
    '/models/efficientnet_b0.optimised.onnx',
    `//${marker}.example/v1/models`,
    `/\\${marker}.example`,
    '/v1//models',
    '/v1/models/',
    '/v1/models/efficientnet_b0/..',
    '/V1/MODELS',
    '/v1/classify/',
    '/.git/config',
    '/.dev.vars',
    '/wrangler.toml',
    '/%',
    '/%00',
    '/%c0%ae%c0%ae/',
    `/${'a/'.repeat(chance.below(4000))}`,
    `/${'%2f'.repeat(chance.below(2000))}`,
  ]);
}

/** Requests whose head is what is wrong. */
export const HEAD_CLASSES: readonly RequestClass[] = [
  requestClass('headers', 8, ({ chance, good, marker }) => {
    const headers = hostileHeaders(chance, marker);
    if (chance.oneIn(2)) {
      return { steps: post(CLASSIFY, 'image/jpeg', good, headers), expected: { statuses: [200], door: true } };
    }
    const steps = [{ send: headOf('GET', chance.pick(PATHS.filter((path) => path !== '/v1/classify')), headers) }];
    return { steps, expected: { statuses: [200, 304], door: true } };
  }),
  requestClass('preflight', 1, ({ chance, marker }) => ({
    method: 'OPTIONS',
    steps: [
      {
        send: headOf('OPTIONS', chance.pick(PATHS), [
          ['Origin', `https://${marker}.example`],
          ['Access-Control-Request-Method', chance.pick(['POST', 'DELETE', `<${marker}>`])],
          ['Access-Control-Request-Headers', `content-type, x-${marker}`],
        ]),
      },
    ],
    expected: { statuses: [204] },
  })),
  requestClass('method', 4, ({ chance }) => {
    const method = chance.pick([
      'PUT',
      'DELETE',
      'PATCH',
      'HEAD',
      'OPTIONS',
      'TRACE',
      'PROPFIND',
      'post',
      'FOO',
      'GET',
    ]);
    const target = chance.pick([...PATHS, '/nothing', '/v1/calibrate']);
    const isKnown = ['GET', 'HEAD', 'OPTIONS'].includes(method);
    return {
      method,
      steps: [{ send: headOf(method, target, [['Content-Length', '0']]) }],
      expected: { statuses: isKnown ? [200, 204, 404, 405] : [404, 405], door: true },
    };
  }),
  requestClass('path', 6, ({ chance, marker }) => ({
    steps: [{ send: headOf('GET', hostilePath(chance, marker), []) }],
    expected: { statuses: [200, 301, 404, 405], door: true },
  })),
  requestClass('query of a classification', 6, ({ chance, good, marker }) => {
    const names = ['model', 'top_k', 'fresh', 'explain'];
    return {
      steps: post(`/v1/classify?${hostileQuery(chance, marker, names)}`, 'image/jpeg', good),
      expected: { statuses: [200, 400, 403, 404], door: true },
    };
  }),
  requestClass('query of the latencies', 3, ({ chance, marker }) => {
    const query = hostileQuery(chance, marker, ['model', 'phase', 'start', 'window', 'slices']);
    return {
      steps: [{ send: headOf('GET', `/v1/latency?${query}`, []) }],
      expected: { statuses: [200, 400, 404], door: true },
    };
  }),
  requestClass('no HTTP', 4, ({ chance, good }) => {
    const head = headOf('GET', '/healthz', []);
    const text = chance.pick([
      'GET /healthz\r\n\r\n',
      'GET /healthz HTTP/9.9\r\nHost: localhost\r\nConnection: close\r\n\r\n',
      'GET  /healthz  HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n',
      'GET http://[::1/healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n',
      'GET /healthz HTTP/1.1\r\nConnection: close\r\n\r\n',
      'GET /healthz HTTP/1.1\r\nHost: a\r\nHost: b\r\nConnection: close\r\n\r\n',
      'GET /healthz HTTP/1.1\r\nHost: <a b>\r\nConnection: close\r\n\r\n',
      'GET /healthz HTTP/1.1\r\nHost: localhost\r\nNo colon\r\n\r\n',
      'GET /healthz HTTP/1.1\r\nHost: localhost\r\nA: b\r\n c\r\nConnection: close\r\n\r\n',
      'GET /healthz HTTP/1.1\r\nHost: localhost\r\nA\0: b\r\nConnection: close\r\n\r\n',
      'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
      '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03',
    ]);
    const bytes = chance.pick([
      fromLatin1(text),
      head.subarray(0, chance.below(head.length)),
      concat(head.subarray(0, chance.below(head.length)), chance.bytes(20), fromLatin1('\r\n\r\n')),
      good,
      chance.bytes(chance.below(500)),
    ]);
    return {
      steps: [{ send: bytes }, { end: 'half' }],
      expected: { statuses: [200, 400, 404, 405], door: true, silence: true },
    };
  }),
];
