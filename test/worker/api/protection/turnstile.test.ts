import { createHmac } from 'node:crypto';

import { afterAll, describe, expect, it } from 'vitest';

import { LIMITS } from '../../../../src/api/protection/limits.ts';
import { batchSchema } from '../../../../src/contract/batch.ts';
import { classification, form, PANDA, problem, readSource } from '../../kit/api.ts';
import { deploy, type Deployment } from '../../kit/deployment.ts';
import { SECRET, Siteverify, TEST_SECRET } from './siteverify.ts';

const SITE_KEY = '0x4AAAAAAA-our-widget';
const KEY = 'a-key-of-the-shop-around-the-corner';

const siteverify = await Siteverify.start();
afterAll(() => {
  siteverify.stop();
});

const settings = (secret: string, verifyUrl = siteverify.url): Parameters<typeof deploy>[0] => ({
  vars: { TURNSTILE_SITE_KEY: SITE_KEY, TURNSTILE_VERIFY_URL: verifyUrl },
  secrets: { TURNSTILE_SECRET: secret, API_KEYS: KEY },
});

/** Each from an address of its own, so that nobody's limit is met by chance. */
let client = 0;

function tools(worker: Deployment): {
  post: (path: string, headers?: Record<string, string>, body?: BodyInit) => Promise<Response>;
  classify: (headers?: Record<string, string>) => Promise<Response>;
  /** Sends the form of the page as a browser does. */
  submit: (token: string) => Promise<Response>;
} {
  const post: ReturnType<typeof tools>['post'] = (path, headers = {}, body) =>
    worker.send(path, {
      method: 'POST',
      headers,
      from: `192.0.2.${client++ % 256}`,
      ...(body === undefined ? {} : { body }),
    });
  return {
    post,
    classify: async (headers = {}) =>
      post(
        '/v1/classify?model=mobilenetv3_small_distilled',
        { 'Content-Type': 'image/jpeg', ...headers },
        await readSource(PANDA),
      ),
    submit: (token) => post('/v1/verify', {}, new URLSearchParams({ 'cf-turnstile-response': token })),
  };
}

async function expectProblem(response: Response, type: string, detail = ''): Promise<void> {
  const body = await problem(response);
  expect(body.type).toBe(`/problems/${type}`);
  expect(body.detail).toContain(detail);
}

/** The cookie that an answer sets, as a browser sends it back. */
function cookieOf(response: Response): { cookie: string; attributes: string[] } {
  const [cookie = '', ...attributes] = response.headers.get('Set-Cookie')?.split('; ') ?? [];
  return { cookie, attributes };
}

describe('a deployment without Turnstile', () => {
  const worker = deploy({});

  it('asks nobody else and nobody to be verified', async () => {
    const page = await worker.send('/');
    expect(await page.text()).not.toContain('https://challenges');
    expect(page.headers.get('Content-Security-Policy')).not.toContain('cloudflare');
    await expectProblem(await tools(worker).submit('valid-1'), 'not-found');
    expect(siteverify.asked).toHaveLength(0);
  });
});

describe('a deployment with Turnstile', () => {
  const worker = deploy(settings(SECRET));
  const { post, classify, submit } = tools(worker);

  it('computes for a token, once', async () => {
    const headers = { 'X-Turnstile-Token': 'valid-once' };
    const { predictions } = await classification(await classify(headers));
    expect(predictions[0]?.index).toBe(388);
    expect(siteverify.asked.at(-1)).toMatchObject({
      method: 'POST',
      type: 'application/json',
      secret: SECRET,
      response: 'valid-once',
      remoteip: expect.stringMatching(/^192\.0\.2\.\d+$/) as string,
    });
    await expectProblem(await classify(headers), 'verification-failed', 'used before');
  });

  it('computes for a key without asking anybody', async () => {
    const before = siteverify.asked.length;
    expect((await classify({ Authorization: `Bearer ${KEY}` })).status).toBe(200);
    expect(siteverify.asked).toHaveLength(before);
  });

  it('says to others what they need', async () => {
    const before = siteverify.asked.length;
    const response = await classify();
    const body = await problem(response);
    expect(body).toMatchObject({
      type: '/problems/verification-failed',
      status: 403,
      turnstile: { site_key: SITE_KEY, action: 'edgelens' },
    });
    await expectProblem(await post('/v1/calibrate?runs=0'), 'verification-failed');
    expect(siteverify.asked).toHaveLength(before);
  });

  it.each([
    ['made up', 'made-up', 'The token is not one of the widget'],
    ['of another page', 'other-host-', 'The token is for another page'],
    ['of a widget for something else', 'other-action-', 'The token is for another page, or for another purpose'],
    ['longer than any', 'x'.repeat(2048), 'The token is longer than any'],
  ])('refuses a token that is %s', async (_, token, detail) => {
    await expectProblem(await classify({ 'X-Turnstile-Token': `${token}1` }), 'verification-failed', detail);
    const response = await submit(`${token}2`);
    expect(response.headers.get('Set-Cookie')).toBeNull();
    expect(await response.clone().text()).not.toContain(token);
    await expectProblem(response, 'verification-failed', detail);
  });

  it.each(['internal-error-1', 'html-1', 'broken-1', 'redirect-1', 'silence-1'])(
    'computes for nobody when siteverify answers %s',
    async (token) => {
      const response = await classify({ 'X-Turnstile-Token': token });
      expect(response.headers.get('Retry-After')).toBe('60');
      await expectProblem(response, 'verification-unavailable');
      expect(worker.logged('verification_unavailable').length).toBeGreaterThan(0);
    },
  );

  it('lets the page verify somebody for half an hour, with a cookie that only it can use', async () => {
    const page = await worker.send('/');
    const html = await page.text();
    expect(html).toContain(`data-sitekey="${SITE_KEY}"`);
    expect(html).toContain('data-action="edgelens"');
    expect(html).toContain('<script src="https://challenges.cloudflare.com/turnstile/v0/api.js"');
    expect(html).not.toContain('id="picker"');
    const policy = page.headers.get('Content-Security-Policy')?.split('; ');
    expect(policy).toContain("script-src 'self' https://challenges.cloudflare.com");
    expect(policy).toContain('frame-src https://challenges.cloudflare.com');
    const docs = await worker.send('/docs');
    expect(docs.headers.get('Content-Security-Policy')).not.toContain('cloudflare');

    const verified = await submit('valid-form');
    expect(verified.status).toBe(303);
    expect(verified.headers.get('Location')).toBe('/');
    const { cookie, attributes } = cookieOf(verified);
    expect(cookie).toMatch(/^__Host-edgelens-verified=/);
    expect(attributes.sort()).toEqual(['HttpOnly', 'Max-Age=1800', 'Path=/', 'SameSite=Strict', 'Secure']);

    const Cookie = cookie;
    expect((await classify({ Cookie })).status).toBe(200);
    expect((await classify({ Cookie: `theme=dark; ${cookie}` })).status).toBe(200);
    expect(await (await worker.send('/', { headers: { Cookie } })).text()).toContain('id="picker"');
    await expectProblem(await submit('valid-form'), 'verification-failed', 'used before');
  });

  it('verifies a script that sends the token as a header', async () => {
    const verified = await post('/v1/verify', { 'X-Turnstile-Token': 'valid-script' });
    expect(verified.status).toBe(204);
    expect((await classify({ Cookie: cookieOf(verified).cookie })).status).toBe(200);
  });

  it('takes no cookie that is not its own, not whole, or changed', async () => {
    const { cookie } = cookieOf(await submit('valid-cookie'));
    const [name = '', value = ''] = cookie.split('=');
    const [id = '', end = '', signature = ''] = decodeURIComponent(value).split('.');
    for (const forged of [
      `${id}.${end}`,
      `${id}.${Number(end) + 3600}.${signature}`,
      `${crypto.randomUUID()}.${end}.${signature}`,
      `${id}.${end}.${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`,
      `${id}.${end}.`,
      '',
    ]) {
      const headers = { Cookie: `${name}=${encodeURIComponent(forged)}` };
      await expectProblem(await classify(headers), 'verification-failed', 'for those who are verified');
    }
    await expectProblem(await classify({ Cookie: cookie.replace('__Host-', '') }), 'verification-failed');
    expect((await classify({ Cookie: cookie })).status).toBe(200);
  });

  it('takes a cookie until it ends, whatever the browser does', async () => {
    // The signature, made by another implementation.
    const cookie = (end: number): string => {
      const value = `00000000-0000-4000-8000-000000000000.${Math.round(end)}`;
      const signature = createHmac('sha256', `edgelens-verified:${SECRET}`).update(value).digest('base64');
      return `__Host-edgelens-verified=${encodeURIComponent(`${value}.${signature}`)}`;
    };
    const now = Date.now() / 1000;
    expect((await classify({ Cookie: cookie(now + 600) })).status).toBe(200);
    await expectProblem(await classify({ Cookie: cookie(now - 1) }), 'verification-failed');
    await expectProblem(await classify({ Cookie: cookie(Number.NaN) }), 'verification-failed');
  });

  it('counts what a cookie is used for, wherever it is used', async () => {
    const { cookie } = cookieOf(await submit('valid-shared'));
    let served = 0;
    for (; served < 20 * LIMITS.compute.limit; served++) {
      const response = await post('/v1/classify', { Cookie: cookie });
      if (response.status === 429) break;
      // Verified: what is missing is the picture.
      expect(response.status).toBe(400);
    }
    expect(served).toBeGreaterThanOrEqual(LIMITS.compute.limit);
    expect(served).toBeLessThan(20 * LIMITS.compute.limit);
  });

  it('counts each picture that a cookie is used for', async () => {
    const { cookie } = cookieOf(await submit('valid-batch'));
    const pictures = form(...Array.from({ length: 64 }, () => ['image', new Uint8Array(9)] as const));
    const kinds: (string | undefined)[] = [];
    // Local limiters count by the minute of the clock, so a minute may end in between.
    for (let sent = 0; sent < 6 && !kinds.includes('/problems/rate-limited'); sent++) {
      const response = await post('/v1/classify/batch', { Cookie: cookie }, pictures);
      if (response.status === 429) break;
      const { images } = batchSchema.parse(await response.json());
      kinds.push(...images.map((image) => image.problem?.type));
    }
    expect(kinds.slice(0, 64)).toEqual(Array.from({ length: 64 }, () => '/problems/not-a-picture'));
    expect(kinds.at(-1)).toBe('/problems/rate-limited');
  });

  it.each([
    ['no token', {}, undefined],
    ['an empty form', {}, new URLSearchParams()],
    ['an empty header', { 'X-Turnstile-Token': '' }, undefined],
    ['a form of another kind', { 'Content-Type': 'text/plain' }, 'cf-turnstile-response=valid-plain'],
  ])('says that there is no token in %s', async (_, headers, body) => {
    await expectProblem(await post('/v1/verify', headers, body), 'verification-failed', 'There is no token.');
  });

  it('reads no more of a form than a token can be', async () => {
    await expectProblem(await submit('x'.repeat(10_000)), 'body-too-large');
  });

  it('writes neither tokens nor its secret into the log', () => {
    for (const secret of [SECRET, 'valid-', 'made-up', 'silence-', KEY]) expect(worker.log()).not.toContain(secret);
  });
});

describe('a deployment that lists other origins', () => {
  const { vars, ...rest } = settings(SECRET);
  const worker = deploy({ ...rest, vars: { ...vars, ALLOWED_ORIGINS: 'https://other.example' } });

  it('takes tokens of their pages, too', async () => {
    const { classify } = tools(worker);
    expect((await classify({ 'X-Turnstile-Token': 'other-host-listed' })).status).toBe(200);
    expect((await classify({ 'X-Turnstile-Token': 'valid-listed' })).status).toBe(200);
    await expectProblem(await classify({ 'X-Turnstile-Token': 'other-action-listed' }), 'verification-failed');
  });
});

describe('a deployment whose secret is wrong', () => {
  const worker = deploy(settings('0x4AAAAAAA-of-another-widget'));

  it('computes for nobody without a key, and says why in its log', async () => {
    const { classify } = tools(worker);
    await expectProblem(await classify({ 'X-Turnstile-Token': 'valid-2' }), 'verification-unavailable');
    expect(worker.logged('verification_unavailable').at(-1)).toMatchObject({ codes: ['invalid-input-secret'] });
    expect((await classify({ 'X-EdgeLens-Key': KEY })).status).toBe(200);
  });
});

describe('a deployment that cannot reach siteverify', () => {
  const worker = deploy(settings(SECRET, 'http://127.0.0.1:9/siteverify'));

  it('computes for nobody without a key', async () => {
    const { classify, submit } = tools(worker);
    await expectProblem(await classify({ 'X-Turnstile-Token': 'valid-3' }), 'verification-unavailable');
    await expectProblem(await submit('valid-3'), 'verification-unavailable');
  });
});

describe.each([
  ['TURNSTILE_SECRET', { vars: { TURNSTILE_SITE_KEY: SITE_KEY } }],
  ['TURNSTILE_SITE_KEY', { secrets: { TURNSTILE_SECRET: SECRET } }],
])('a deployment that lacks %s', (missing, half) => {
  const worker = deploy(half);

  it('computes for nobody without a key, and says why in its log', async () => {
    const { classify, submit } = tools(worker);
    await expectProblem(await classify({ 'X-Turnstile-Token': 'valid-4' }), 'verification-unavailable');
    await expectProblem(await submit('valid-4'), 'verification-unavailable');
    expect(await (await worker.send('/')).text()).toContain('not completely set up');
    expect(worker.logged('misconfigured')).toEqual([
      expect.objectContaining({ fault: expect.stringContaining(`${missing} is missing`) as string }),
    ]);
  });
});

describe("Cloudflare's test keys", () => {
  const worker = deploy(settings(TEST_SECRET));

  it('are good for trying on this machine', async () => {
    const { classify, submit } = tools(worker);
    expect((await submit('XXXX.DUMMY.TOKEN.XXXX')).status).toBe(303);
    expect((await classify({ 'X-Turnstile-Token': 'XXXX.DUMMY.TOKEN.XXXX' })).status).toBe(200);
  });

  it('guard nothing that others can reach', async () => {
    const answer = await worker.postTo('https://edgelens.example/v1/classify', {
      'X-Turnstile-Token': 'XXXX.DUMMY.TOKEN.XXXX',
    });
    expect(answer.status).toBe(503);
    expect(worker.logged('verification_unavailable').at(-1)).toMatchObject({ codes: ['result_with_testing_key'] });
  });
});
