import { concat, fromLatin1 } from '../../files/bytes.ts';
import { headOf, post } from '../raw-request.ts';
import { type RequestClass, requestClass } from './class.ts';
import { hostileHeaders, hostilePath } from './hostile.ts';

const PATHS = [
  '/',
  '/compare',
  '/docs',
  '/latency',
  '/models',
  '/notebook',
  '/offline',
  '/openapi.json',
  '/service-worker.js',
  '/healthz',
  '/v1/models',
  '/v1/classify',
  '/v1/latency',
  '/static/icon.svg',
];

/** Requests with a wrong head. */
export const HEAD_CLASSES: readonly RequestClass[] = [
  requestClass('headers', 8, ({ chance, target, good, marker }) => {
    const headers = hostileHeaders(chance, marker);
    if (chance.oneIn(2)) {
      // Nothing is decoded that the picture itself is not.
      const isEncoded = headers.some(([name]) => name === 'Content-Encoding');
      const statuses = [isEncoded ? 415 : 200];
      return { steps: post(target, 'image/jpeg', good, headers), expected: { statuses, door: true } };
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
  requestClass('verification', 2, ({ chance, marker }) => {
    const type = chance.pick(['application/x-www-form-urlencoded', 'application/json', 'text/plain', `<${marker}>`]);
    const token = chance.oneIn(4) ? '%' : 'x'.repeat(chance.below(chance.oneIn(3) ? 20_000 : 2100));
    const body = fromLatin1(`cf-turnstile-response=${token}&${marker}=1`);
    const headers = chance.oneIn(3) ? ([['X-Turnstile-Token', marker]] as const) : [];
    return { steps: post('/v1/verify', type, body, headers), expected: { statuses: [403, 404, 413, 503], door: true } };
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
