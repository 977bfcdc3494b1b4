import { describe, expect, it } from 'vitest';

import { healthSchema, readySchema } from '../../../src/contract/operations.ts';
import { modelDetailSchema, modelListSchema } from '../../../src/contract/model.ts';
import { form, PANDA, readSource, request } from '../kit/api.ts';

describe('models', () => {
  it('are listed with their files, the default one first', async () => {
    const { models } = modelListSchema.parse(await (await request('/v1/models')).json());
    // Whoever has trained models of their own has more.
    expect(models.slice(0, 3).map(({ name, default: isDefault, classes }) => [name, isDefault, classes])).toEqual([
      ['efficientnet_b0', true, 1000],
      ['mobilenetv3_small_distilled', false, 1000],
      ['mobilenetv3_small_triage', false, 3],
    ]);
    for (const { bytes, files, engines } of models) {
      const isRead = (role: string): boolean =>
        engines[0]?.name === 'simd' ? role === 'plan' : role !== 'graph' && role !== 'plan';
      const served = files.filter(({ role }) => isRead(role));
      expect(bytes).toBe(served.reduce((sum, file) => sum + file.bytes, 0));
    }
  });

  it('are found by pattern, with those that could be added', async () => {
    const found = modelListSchema.parse(await (await request('/v1/models?name=*efficientnet_b0*')).json());
    expect(found.models.map(({ name }) => name)).toContain('efficientnet_b0');
    expect(found.models.map(({ name }) => name)).not.toContain('mobilenetv3_small_distilled');
    const model = found.available.find(({ name }) => name === 'tf_efficientnet_b0.ns_jft_in1k');
    expect(model).toMatchObject({
      homepage: 'https://huggingface.co/timm/tf_efficientnet_b0.ns_jft_in1k',
      input: { size: [3, 224, 224] },
      accuracy: [{ top1: 78.67, top5: 94.374, size: 224 }],
    });
    expect(model?.accuracy[0]?.source.url).toMatch(/^https:/);
  });

  it('are none when nothing matches, and any text is a pattern but a long one', async () => {
    for (const pattern of ['vit*', '[', '%5B!', '*'.repeat(100) + 'x']) {
      const response = await request(`/v1/models?name=${pattern.slice(-100)}`);
      expect(response.status).toBe(200);
      expect(modelListSchema.parse(await response.json())).toEqual({ models: [], available: [] });
    }
    const long = await request(`/v1/models?name=${'*'.repeat(101)}`);
    expect(long.status).toBe(400);
    expect(await long.json()).toMatchObject({ type: '/problems/invalid-parameter' });
    expect((await request('/v1/models?name=a&name=b')).status).toBe(400);
  });

  it('are described one by one, with labels', async () => {
    const model = modelDetailSchema.parse(await (await request('/v1/models/efficientnet_b0')).json());
    expect(model.labels).toHaveLength(1000);
    expect(model.labels[388]).toContain('giant panda');
    expect(model.input).toMatchObject({ size: [3, 224, 224], interpolation: 'bicubic', crop_pct: 0.875 });
    expect(model.outputs).toEqual({ logits: [1, 1000], features: [1, 1280, 7, 7] });
    expect(model.measured?.calibration?.count).toBeGreaterThan(500);
    expect([model.temperature > 0.5, model.temperature < 1]).toEqual([true, true]);
  });

  it('are described with labels in the language that is asked for', async () => {
    const labelsIn = async (query: string): Promise<string[]> =>
      modelDetailSchema.parse(await (await request(`/v1/models/${query}`)).json()).labels;
    const japanese = await labelsIn('efficientnet_b0?lang=ja');
    expect(japanese).toHaveLength(1000);
    expect([japanese[134], japanese[388], japanese[517]]).toEqual(['ツル', 'ジャイアントパンダ', 'クレーン']);
    expect(await labelsIn('mobilenetv3_small_triage_int8?lang=ja')).toEqual(['料理', '書類', 'その他']);
    expect(await labelsIn('efficientnet_b0?lang=en')).toEqual(await labelsIn('efficientnet_b0'));
  });
});

it('a list of models that has not changed is not sent again', async () => {
  const first = await request('/v1/models');
  const tag = first.headers.get('ETag') ?? '';
  expect(tag).toMatch(/^"[0-9a-f]+"$/);
  const headers = { 'If-None-Match': tag, 'X-Request-Id': 'asked-again' };
  const second = await request('/v1/models', { headers });
  expect([second.status, await second.text()]).toEqual([304, '']);
  expect(second.headers.get('ETag')).toBe(tag);
  expect(second.headers.get('X-Request-Id')).toBe('asked-again');
  expect(second.headers.get('Access-Control-Allow-Origin')).toBe('*');
});

it.each([
  ['/v1/models', 'GET, HEAD, OPTIONS'],
  ['/v1/classify', 'POST, OPTIONS'],
])('OPTIONS of %s has the methods that it takes', async (path, allow) => {
  const response = await request(path, { method: 'OPTIONS' });
  expect([response.status, response.headers.get('Allow')]).toEqual([204, allow]);
});

describe('operations', () => {
  it('/healthz is alive', async () => {
    expect(healthSchema.parse(await (await request('/healthz')).json()).status).toBe('ok');
  });

  it('/readyz has had an answer from the default model', async () => {
    const ready = readySchema.parse(await (await request('/readyz')).json());
    expect(ready.model).toBe('efficientnet_b0');
    const again = readySchema.parse(await (await request('/readyz')).json());
    expect(again.start.kind).toBe('warm');
    expect(again.start.tiered).toBeGreaterThan(0);
  });
});

describe('headers', () => {
  it('carry a request id, the one of the caller if there is one', async () => {
    const [first, second] = await Promise.all([request('/healthz'), request('/healthz')]);
    expect(first.headers.get('X-Request-Id')).toMatch(/^[\w-]{8,}$/);
    expect(first.headers.get('X-Request-Id')).not.toBe(second.headers.get('X-Request-Id'));
    const named = await request('/healthz', { headers: { 'X-Request-Id': 'from-the-caller' } });
    expect(named.headers.get('X-Request-Id')).toBe('from-the-caller');
  });
});

describe('pages', () => {
  it('/ says what this is and offers each model', async () => {
    const response = await request('/');
    expect(response.headers.get('Content-Type')).toContain('text/html');
    const page = await response.text();
    expect(page).toMatch(/^<!doctype html>/i);
    expect(page).toContain('<html lang="en">');
    expect(page).toContain('formaction="/?model=efficientnet_b0"');
    expect(page).toContain('formaction="/?model=mobilenetv3_small_distilled"');
  });

  it('/ speaks the language of the browser, or the one that was chosen', async () => {
    const languageOf = async (path: string, headers: Record<string, string>): Promise<string | null> =>
      (await request(path, { headers })).headers.get('Content-Language');
    expect(await languageOf('/', { 'Accept-Language': 'de-DE,ja;q=0.8,en;q=0.5' })).toBe('ja');
    expect(await languageOf('/', { 'Accept-Language': 'ja-JP' })).toBe('ja');
    expect(await languageOf('/', { 'Accept-Language': 'de' })).toBe('en');
    const chosen = await request('/?lang=ja', { headers: { 'Accept-Language': 'en' } });
    expect(await chosen.text()).toContain('<html lang="ja">');
    const [cookie = ''] = chosen.headers.get('Set-Cookie')?.split('; ') ?? [];
    expect(await languageOf('/', { 'Accept-Language': 'en', Cookie: cookie })).toBe('ja');
    const other = await request('/?lang=tlh', { headers: { 'Accept-Language': 'en' } });
    expect(other.headers.get('Content-Language')).toBe('en');
    expect(other.headers.get('Set-Cookie')).toBeNull();
  });

  it('/ answers the form of a browser without scripts, as the API would', async () => {
    const send = async (path: string, bytes: Uint8Array<ArrayBuffer>): Promise<Response> =>
      request(path, { method: 'POST', body: form(['image', bytes]), headers: { 'X-Request-Id': 'a-form' } });
    const answer = await send('/?model=mobilenetv3_small_distilled', await readSource(PANDA));
    expect(answer.status).toBe(200);
    expect(answer.headers.get('Server-Timing')).toContain('infer;dur=');
    expect(answer.headers.get('X-Request-Id')).toBe('a-form');
    expect(await answer.text()).toMatch(/<h2 id="answer-heading"[^>]*>giant panda</);
    expect((await send('/share', await readSource(PANDA))).status).toBe(200);
    for (const [path, status] of [
      ['/', 422],
      ['/?model=resnet50', 404],
      ['/share', 422],
    ] as const) {
      const failed = await send(path, new TextEncoder().encode('no picture'));
      expect([path, failed.status]).toEqual([path, status]);
      expect(await failed.text()).toContain('role="alert"');
    }
    const sample = await request('/?sample=panda', { method: 'POST' });
    expect(await sample.text()).toMatch(/<h2 id="answer-heading"[^>]*>giant panda</);
    expect((await request('/?sample=giraffe', { method: 'POST' })).status).toBe(400);
  });

  it('/ and /share take one picture, and say so of several and of a list', async () => {
    const panda = await readSource(PANDA);
    const list = JSON.stringify({ images: [{ data: Buffer.from(panda).toString('base64') }] });
    for (const path of ['/', '/share']) {
      const several = await request(path, { method: 'POST', body: form(['image', panda], ['image', panda]) });
      expect([path, several.status]).toEqual([path, 400]);
      expect(await several.text()).toContain('role="alert"');
      const headers = { 'Content-Type': 'application/json' };
      const listed = await request(path, { method: 'POST', body: list, headers });
      expect([path, listed.status]).toEqual([path, 415]);
      expect(await listed.text()).toContain('role="alert"');
    }
  });

  it('load everything they name from this host', async () => {
    for (const path of ['/', '/docs', '/problems/unknown-model']) {
      const page = await (await request(path)).text();
      const links = Array.from(page.matchAll(/(?:src|href)="([^"]+)"/g), ([, link = '']) => link);
      expect(links.length).toBeGreaterThan(0);
      for (const link of links) {
        if (link.startsWith('#')) continue;
        expect(link).toMatch(/^\/[^/]?/);
        expect((await request(link)).status, link).toBe(200);
      }
    }
  });

  it('/problems/NAME explains each problem', async () => {
    const page = await (await request('/problems/body-too-large')).text();
    expect(page).toContain('The body is too large');
    expect((await request('/problems/toString')).status).toBe(404);
  });
});

describe('/openapi.json', () => {
  it('describes what there is, with both kinds of body and every status', async () => {
    interface Operation {
      requestBody?: { content: Record<string, unknown> };
      parameters?: { name: string }[];
      responses: Record<string, { description: string } | undefined>;
      security?: unknown;
    }
    interface Description {
      openapi: string;
      paths: Record<string, Record<string, Operation>>;
    }
    const { openapi, paths } = (await (await request('/openapi.json')).json()) as Description;
    expect(openapi).toBe('3.1.0');
    expect(Object.keys(paths).sort()).toEqual([
      '/healthz',
      '/metrics',
      '/readyz',
      '/v1/calibrate',
      '/v1/classify',
      '/v1/classify/batch',
      '/v1/classify/heat-map',
      '/v1/compare',
      '/v1/compare/heat-map',
      '/v1/latency',
      '/v1/models',
      '/v1/models/{name}',
      '/v1/recommend',
      '/v1/verify',
    ]);
    const classify = paths['/v1/classify']?.['post'];
    expect(Object.keys(classify?.requestBody?.content ?? {})).toEqual(['multipart/form-data', 'image/*']);
    expect(classify?.parameters?.map(({ name }) => name)).toEqual([
      'model',
      'top_k',
      'lang',
      'min_score',
      'labels',
      'engine',
      'embed',
      'explain',
      'explain_class',
      'fresh',
    ]);
    expect(Object.keys(classify?.responses ?? {})).toEqual([
      '200',
      '400',
      '401',
      '403',
      '404',
      '405',
      '408',
      '413',
      '415',
      '422',
      '429',
      '500',
      '503',
    ]);
  });

  it('says where requests are counted, and where a key helps', async () => {
    interface Description {
      paths: Record<string, Record<string, { responses: Record<string, { description: string }>; security?: unknown }>>;
      components: { securitySchemes: unknown };
    }
    const { paths, components } = (await (await request('/openapi.json')).json()) as Description;
    expect(components.securitySchemes).toMatchObject({ key: { type: 'http', scheme: 'bearer' } });
    const operations = Object.entries(paths).flatMap(([path, item]) =>
      Object.entries(item).map(([method, operation]) => [`${method} ${path}`, operation] as const),
    );
    const counted = operations.flatMap(([name, { responses }]) => (responses['429'] ? [name] : []));
    expect(counted.sort()).toEqual([
      'get /metrics',
      'get /readyz',
      'get /v1/latency',
      'get /v1/models',
      'get /v1/models/{name}',
      'get /v1/recommend',
      'post /v1/calibrate',
      'post /v1/classify',
      'post /v1/classify/batch',
      'post /v1/classify/heat-map',
      'post /v1/compare',
      'post /v1/compare/heat-map',
      'post /v1/verify',
    ]);
    const guarded = operations.filter(([, { responses }]) => responses['401']);
    expect(guarded.map(([name]) => name).sort()).toEqual([
      'post /v1/calibrate',
      'post /v1/classify',
      'post /v1/classify/batch',
      'post /v1/classify/heat-map',
      'post /v1/compare',
      'post /v1/compare/heat-map',
    ]);
    for (const [, { responses, security }] of guarded) {
      expect(security).toEqual([{}, { key: [] }, { keyHeader: [] }]);
      expect(responses['403']?.description).toMatch(
        /^(No .* here .*; )?Not verified \(`\/problems\/verification-failed`\)$/,
      );
      expect(responses['503']?.description).toContain('Nobody can be verified');
    }
  });
});
