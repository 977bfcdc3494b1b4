import { hc, type InferRequestType, type InferResponseType } from 'hono/client';
import { describe, expect, expectTypeOf, it } from 'vitest';

import type { ApiSchema, App, Needed } from '../../../src/contract/app.ts';
import { type Batch, batchSchema } from '../../../src/contract/batch.ts';
import { type Classification, classificationSchema } from '../../../src/contract/classification.ts';
import { type Comparison, comparisonSchema } from '../../../src/contract/comparison.ts';
import { type LatencyAnswer, latencySchema } from '../../../src/contract/latency.ts';
import { type ModelDetail, modelDetailSchema, type ModelList, modelListSchema } from '../../../src/contract/model.ts';
import { healthSchema, readySchema } from '../../../src/contract/operations.ts';
import type { Problem } from '../../../src/contract/problem.ts';
import { calibrateQuery } from '../../../src/contract/query/calibrate.ts';
import { classifyQuery, drawnClassifyQuery } from '../../../src/contract/query/classify.ts';
import { compareQuery, drawnCompareQuery } from '../../../src/contract/query/compare.ts';
import { latencyQuery } from '../../../src/contract/query/latency.ts';
import { modelListQuery, modelQuery } from '../../../src/contract/query/models.ts';
import type { Query } from '../../../src/contract/query/query.ts';
import { recommendQuery } from '../../../src/contract/query/recommend.ts';
import { recommendationSchema } from '../../../src/contract/recommendation.ts';
import { PANDA, readSource, request } from '../kit/api.ts';

// Requests go to the Worker that all files ask, which may be busy.
const client = hc<App>('http://edgelens.example', {
  fetch: (input: RequestInfo | URL, init?: RequestInit) => {
    const { pathname, search } = new URL(input instanceof Request ? input.url : input);
    return request(pathname + search, init);
  },
});
const { v1, healthz, readyz, metrics } = client;

describe('the type of the app', () => {
  it('has what routes take', () => {
    type Asked = NonNullable<InferRequestType<typeof v1.classify.$post>['query']>;
    expectTypeOf<Asked['top_k']>().toEqualTypeOf<`${number}` | undefined>();
    expectTypeOf<Asked['lang']>().toEqualTypeOf<'en' | 'ja' | undefined>();
    expectTypeOf<Asked['embed']>().toEqualTypeOf<'1' | 'base64' | undefined>();
    expectTypeOf<Asked>().not.toHaveProperty('top');
    expectTypeOf<InferRequestType<typeof v1.compare.$post>['query']['models']>().toEqualTypeOf<string>();
    type Filter = NonNullable<InferRequestType<typeof v1.recommend.$get>['query']>;
    expectTypeOf<Filter['heat_map']>().toEqualTypeOf<'true' | 'false' | undefined>();
    expectTypeOf<InferRequestType<typeof v1.classify.$post>['form']>().toEqualTypeOf<{ image: Blob }>();
  });

  it('has what routes answer, and problems', () => {
    expectTypeOf<InferResponseType<typeof v1.classify.$post, 200>>().toEqualTypeOf<Classification>();
    expectTypeOf<InferResponseType<typeof v1.classify.batch.$post, 200>>().toEqualTypeOf<Batch>();
    expectTypeOf<InferResponseType<typeof v1.compare.$post, 200>>().toEqualTypeOf<Comparison>();
    expectTypeOf<InferResponseType<typeof v1.models.$get, 200>>().toEqualTypeOf<ModelList>();
    expectTypeOf<InferResponseType<(typeof v1.models)[':name']['$get'], 200>>().toEqualTypeOf<ModelDetail>();
    expectTypeOf<InferResponseType<typeof v1.latency.$get, 200>>().toEqualTypeOf<LatencyAnswer>();
    expectTypeOf<InferResponseType<typeof v1.classify.$post, 422>>().toEqualTypeOf<Problem>();
  });

  it('has the routes of the description', async () => {
    // The compiler holds that none is missing or too many.
    const routes: { readonly [Path in keyof ApiSchema]: keyof ApiSchema[Path] } = {
      '/v1/classify': '$post',
      '/v1/classify/batch': '$post',
      '/v1/classify/heat-map': '$post',
      '/v1/compare': '$post',
      '/v1/compare/heat-map': '$post',
      '/v1/models': '$get',
      '/v1/models/:name': '$get',
      '/v1/recommend': '$get',
      '/v1/latency': '$get',
      '/v1/calibrate': '$post',
      '/metrics': '$get',
      '/healthz': '$get',
      '/readyz': '$get',
    };
    const { paths } = (await (await request('/openapi.json')).json()) as { paths: Record<string, object> };
    // Turnstile's form is for pages.
    const { '/v1/verify': verify, ...ofPrograms } = paths;
    expect(verify).toBeDefined();
    const described = Object.entries(ofPrograms).map(([path, operations]) => [
      path.replace('{name}', ':name'),
      Object.keys(operations).map((method) => `$${method}`),
    ]);
    const typed = Object.entries(routes).map(([path, method]): [string, string[]] => [path, [method]]);
    expect(Object.fromEntries(typed)).toEqual(Object.fromEntries(described));
  });

  it('lets nobody leave out a parameter that is needed', () => {
    const needed: Record<Needed, true> = { models: true, runs: true };
    const queries: Query[] = [
      ...[classifyQuery, drawnClassifyQuery, compareQuery, drawnCompareQuery, calibrateQuery],
      ...[latencyQuery, modelListQuery, modelQuery, recommendQuery],
    ];
    const required = queries.flatMap((query) => Object.keys(query).filter((name) => query[name]?.required === true));
    expect([...new Set(required)].sort()).toEqual(Object.keys(needed));
  });
});

describe("hono's client", () => {
  const panda = async (): Promise<File> => new File([await readSource(PANDA)], 'panda.jpg');

  it('classifies a picture', async () => {
    const query = { model: 'mobilenetv3_small_distilled', engine: 'simd', top_k: '1' } as const;
    const response = await v1.classify.$post({ query, form: { image: await panda() } });
    if (!response.ok) throw new Error((await response.json()).detail);
    const answer = classificationSchema.parse(await response.json());
    expect(answer.predictions.map(({ index }) => index)).toEqual([388]);
  });

  it('classifies several', async () => {
    const image = [await panda(), new File(['no picture'], 'text.jpg')];
    const query = { model: 'mobilenetv3_small_distilled', engine: 'simd' } as const;
    const response = await v1.classify.batch.$post({ query, form: { image } });
    const { images, complete } = batchSchema.parse(await response.json());
    expect(images.map(({ answer, problem }) => answer?.predictions[0]?.index ?? problem?.type)).toEqual([
      388,
      '/problems/not-a-picture',
    ]);
    expect(complete).toBe(true);
  });

  it('gets pictures of heat maps, and problems', async () => {
    const form = { image: await panda() };
    const map = await v1.classify['heat-map'].$post({ form });
    expect([map.status, map.headers.get('Content-Type')]).toEqual([200, 'image/png']);
    const wrong = await v1.classify.$post({ query: { top_k: '0' }, form });
    if (wrong.ok) throw new Error('answered');
    expect(await wrong.json()).toMatchObject({ type: '/problems/invalid-parameter' });
  });

  it('gets what the other routes answer', async () => {
    const { models } = modelListSchema.parse(await (await v1.models.$get({ query: { name: '*small*' } })).json());
    const name = models[0]?.name ?? '';
    const detail = await v1.models[':name'].$get({ param: { name }, query: { lang: 'ja' } });
    expect(modelDetailSchema.parse(await detail.json()).name).toBe(name);
    latencySchema.parse(await (await v1.latency.$get({ query: { window: '24h', phase: ['infer', 'total'] } })).json());
    recommendationSchema.parse(await (await v1.recommend.$get({ query: { heat_map: 'true' } })).json());
    const query = { models: 'efficientnet_b0,mobilenetv3_small_distilled', engine: 'simd' } as const;
    comparisonSchema.parse(await (await v1.compare.$post({ query, form: { image: await panda() } })).json());
    expect(healthSchema.parse(await (await healthz.$get()).json()).status).toBe('ok');
    expect(readySchema.parse(await (await readyz.$get()).json()).status).toBe('ready');
    expect(await (await metrics.$get()).text()).toContain('edgelens_');
  });
});
