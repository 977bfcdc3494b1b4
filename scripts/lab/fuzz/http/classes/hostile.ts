import type { Chance } from '../../chance.ts';
import type { HeaderLines } from '../raw-request.ts';

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

/** Parameters, most of them wrong, some of them hundreds. */
export function hostileQuery(chance: Chance, marker: string, names: readonly string[]): string {
  const pairs = Array.from({ length: 1 + chance.below(chance.oneIn(10) ? 500 : 4) }, () => {
    const name = chance.oneIn(3)
      ? chance.pick([`%3C${marker}%3E`, '', '__proto__', 'a[b]', '%00', 'toString', 'x'.repeat(1000)])
      : chance.pick(names);
    return chance.oneIn(8) ? name : `${name}=${hostileValue(chance, marker)}`;
  });
  return pairs.join('&');
}

/** A few unusual headers, or headers with senseless values. */
export function hostileHeaders(chance: Chance, marker: string): HeaderLines {
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
    ['traceparent', `00-${marker}-${marker}-01`],
    ['traceparent', `00-${'0'.repeat(32)}-${'0'.repeat(16)}-00`],
    ['traceparent', `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01-${marker}`],
    ['traceparent', `fe-${'a'.repeat(32)}-${'b'.repeat(16)}-01-${long}`],
    ['traceparent', `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01, "><${marker}>`],
    ['tracestate', `${marker}=<${marker}>`],
  ];
  return Array.from({ length: 1 + chance.below(5) }, () => chance.pick(lines));
}

/** A path that leads nowhere, or should. */
export function hostilePath(chance: Chance, marker: string): string {
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
