import { type IncomingMessage, request as httpRequest } from 'node:http';

import { describe, expect, it } from 'vitest';

import { PANDA, readSource } from '../../kit/api.ts';
import { deploy } from '../../kit/deployment.ts';

/** A word that nothing of ours contains, and what it could be wrapped into. */
const MARKER = 'xyzzymarker';
const [MARKUP, ESCAPED] = [`<img src=x onerror=${MARKER}>`, `%22%3E%3Cscript%3E${MARKER}%3C/script%3E`];

const PATHS = [
  '/',
  '/compare',
  '/device/models/mobilenetv3_small_distilled',
  '/docs',
  '/docs/browser',
  '/favicon.ico',
  '/healthz',
  '/latency',
  '/metrics',
  '/models',
  '/models/efficientnet_b0',
  '/notebook',
  '/offline',
  '/openapi.json',
  '/problems/unknown-model',
  '/readyz',
  '/service-worker.js',
  '/share',
  '/static/icon.svg',
  '/v1/calibrate',
  '/v1/classify',
  '/v1/compare',
  '/v1/latency',
  '/v1/models',
  '/v1/models/efficientnet_b0',
  '/v1/recommend',
  '/v1/verify',
];

const PARAMETERS = [
  ...['model', 'models', 'top_k', 'weights', 'engine', 'explain', 'explain_class', 'fresh', 'runs', 'sample'],
  ...['labels', 'embed'],
  ...[
    'min_score',
    'phase',
    'start',
    'group',
    'version',
    'window',
    'slices',
    'lang',
    'use_case',
    'max_latency_ms',
    'min_top1',
    'heat_map',
  ],
  ...[MARKER, ESCAPED],
];

/** The marker in every place of the query, and as part of the path itself, plain and in disguises. */
const TARGETS = [
  ...PATHS.flatMap((path) => [
    `${path}?${PARAMETERS.map((name) => `${name}=${MARKER}`).join('&')}`,
    ...PARAMETERS.map((name) => `${path}?${name}=${ESCAPED}`),
  ]),
  ...PATHS.flatMap((path) => [`${path}/${MARKER}`, `${path}${ESCAPED}`]),
  ...['%2e%2e/', '%2e%2e%2f', '..%5c', '%0d%0aX-Evil:%20', '%00', '%ff', '%E0%A4%A', '//', ';', '.html', '@'].flatMap(
    (trick) =>
      ['/static/', '/problems/', '/models/', '/v1/models/', '/device/models/', '/device/files/', '/'].flatMap(
        (path) => [`${path}${trick}${MARKER}`, `${path}${MARKER}${trick}`],
      ),
  ),
];

/** The marker in every header that somebody may look at. */
const HEADERS: Record<string, string> = {
  Accept: MARKUP,
  'Accept-Language': MARKER,
  'Access-Control-Request-Headers': `X-${MARKER}, ${MARKUP}`,
  'Access-Control-Request-Method': MARKER,
  Authorization: `Bearer ${MARKER}-${MARKER}`,
  Cookie: `__Host-edgelens=${MARKER}.${MARKER}; ${MARKER}=1`,
  'If-None-Match': `"${MARKER}"`,
  Origin: `https://${MARKER}.example`,
  Range: `bytes=${MARKER}`,
  Referer: `https://${MARKER}.example/`,
  traceparent: `00-${MARKER}-${MARKER}-01`,
  tracestate: `${MARKER}=${MARKER}`,
  'User-Agent': MARKUP,
  'X-EdgeLens-Key': MARKUP,
  'X-Forwarded-For': MARKER,
  'X-Forwarded-Host': `${MARKER}.example`,
  'X-Original-URL': `/${MARKER}`,
  'X-Request-Id': MARKUP,
  'X-Turnstile-Token': MARKER,
};

const FORM = [
  `--b${MARKER}`,
  `Content-Disposition: form-data; name="${MARKUP.replaceAll('"', '')}"; filename="${MARKER}.jpg"`,
  `Content-Type: text/${MARKER}`,
  '',
  MARKUP,
  `--b${MARKER}--`,
  '',
].join('\r\n');

const BODIES: [contentType: string, body: string][] = [
  [`text/${MARKER}`, MARKER],
  ['image/jpeg', MARKUP],
  ['image/svg+xml', `<svg xmlns="http://www.w3.org/2000/svg"><text>${MARKER}</text></svg>`],
  [`image/${MARKER}`, `\x89PNG\r\n\x1a\n${MARKER.repeat(20)}`],
  ['image/webp', `RIFF\xff\0\0\0WEBP${MARKER}${MARKER}`],
  [`multipart/form-data; boundary=b${MARKER}`, FORM],
  [`multipart/form-data; boundary=b${MARKER}`, FORM.replace(/name="[^"]*"/, 'name="image"')],
  [`multipart/form-data; boundary="${MARKER}`, FORM],
  ['application/x-www-form-urlencoded', `cf-turnstile-response=${MARKER}&${MARKER}=${ESCAPED}`],
  ['application/json', JSON.stringify({ [MARKER]: MARKUP })],
];

interface Answer {
  readonly status: number;
  /** Status line, headers and body. */
  readonly text: string;
}

/** Sends what no well-behaved client would. */
function send(origin: string, method: string, target: string, headers: object, body?: string): Promise<Answer> {
  const { hostname, port } = new URL(origin);
  return new Promise((resolve, reject) => {
    const options = { hostname, port, method, path: target, headers: { ...HEADERS, ...headers } };
    const request = httpRequest(options, (response: IncomingMessage) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const head = `${response.statusMessage ?? ''}\n${response.rawHeaders.join('\n')}`;
        resolve({ status: response.statusCode ?? 0, text: `${head}\n${Buffer.concat(chunks).toString('latin1')}` });
      });
    });
    request.on('error', reject);
    request.end(body === undefined ? undefined : Buffer.from(body, 'latin1'));
  });
}

/** Does it for a few at a time. */
async function inGroups<Item>(items: readonly Item[], action: (item: Item, i: number) => Promise<void>): Promise<void> {
  for (let i = 0; i < items.length; i += 8)
    await Promise.all(items.slice(i, i + 8).map((item, j) => action(item, i + j)));
}

function expectClean({ status, text }: Answer, what: string): void {
  expect(text.toLowerCase(), what).not.toContain(MARKER);
  expect(status, what).toBeLessThan(500);
}

describe('nothing that was sent comes back, and nothing of it is logged:', () => {
  const worker = deploy({
    vars: { RATE_LIMIT: 'off', ALLOW_DISTURBANCE: 'true', ALLOWED_ORIGINS: 'https://shop.example' },
    secrets: { API_KEYS: 'a-key-of-the-shop-around-the-corner' },
  });

  function expectCleanLog(): void {
    expect(worker.logged('request').length).toBeGreaterThan(0);
    expect(worker.log().toLowerCase()).not.toContain(MARKER);
  }

  it.each(['GET', 'HEAD', 'OPTIONS', 'PUT'])('paths, queries and headers of %s', async (method) => {
    await inGroups(TARGETS, async (target) => {
      expectClean(await send(worker.origin, method, target, {}), `${method} ${target}`);
    });
    expectCleanLog();
  });

  it('paths, queries, headers and bodies of POST', async () => {
    await inGroups(TARGETS, async (target, i) => {
      const [contentType, body] = BODIES[i % BODIES.length] ?? ['', ''];
      expectClean(await send(worker.origin, 'POST', target, { 'Content-Type': contentType }, body), `POST ${target}`);
    });
    expectCleanLog();
  });

  it.each(BODIES)('a body of %s', async (contentType, body) => {
    for (const path of ['/v1/classify', '/v1/calibrate?runs=0', '/v1/verify', '/healthz'])
      expectClean(await send(worker.origin, 'POST', path, { 'Content-Type': contentType }, body), `POST ${path}`);
    expectCleanLog();
  });

  it('a picture that is classified, with words in its EXIF and its file name', async () => {
    const panda = Buffer.from(await readSource(PANDA)).toString('latin1');
    // A comment segment right behind the start of the image.
    const comment = `\xff\xfe\0${String.fromCharCode(2 + MARKER.length)}${MARKER}`;
    const picture = panda.slice(0, 2) + comment + panda.slice(2);
    const head = `--b\r\nContent-Disposition: form-data; name="image"; filename="${MARKER}.jpg"\r\n\r\n`;
    for (const [contentType, body] of [
      ['image/jpeg', picture],
      ['multipart/form-data; boundary=b', `${head}${picture}\r\n--b--\r\n`],
    ] as const) {
      const answer = await send(worker.origin, 'POST', '/v1/classify', { 'Content-Type': contentType }, body);
      expectClean(answer, contentType);
      expect(answer.status).toBe(200);
      expect(answer.text).toContain('giant panda');
    }
    expectCleanLog();
  });
});
