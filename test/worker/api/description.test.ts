import fc from 'fast-check';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';

import { form, request } from '../kit/api.ts';
import { Conformance } from '../kit/openapi/conformance.ts';
import { type Description, type Place, placesOf } from '../kit/openapi/description.ts';
import {
  type Attempt,
  type Body,
  invalidAttempts,
  type Knowledge,
  targetOf,
  validAttempts,
} from '../kit/openapi/requests.ts';

/** Another seed makes other requests; fast-check repeats it, with the request, when one of them fails. */
const SEED = 20_261_128;

/** How many requests of a kind each operation gets. */
const RUNS = { valid: 8, invalid: 40 };

/** By their ids, so that each is a test of its own; the first test holds that there are no others. */
const OPERATIONS = [
  'calibrate',
  'classify',
  'classifyBatch',
  'compare',
  'drawClassification',
  'drawComparison',
  'getHealth',
  'getLatency',
  'getMetrics',
  'getModel',
  'getReadiness',
  'listModels',
  'recommend',
  'verify',
];

/** A part of a description that a test makes wrong. */
type Parts = Record<string, object>;
interface Spoilt {
  readonly responses: Record<string, { headers: Parts; content: Parts }>;
  readonly headers: Parts;
  readonly content: Parts;
}

let description: Description;
let conformance: Conformance;
let places: Place[];
let known: Knowledge;
let bodies: { good: Body[]; several: Body[]; bad: Body[] };

beforeAll(async () => {
  description = (await (await request('/openapi.json')).json()) as Description;
  conformance = new Conformance(description);
  places = placesOf(description);
  known = await knowledge();
  bodies = await pictures();
});

describe('/openapi.json', () => {
  it('is OpenAPI 3.1, names each operation, and its examples are valid', async () => {
    expect(await conformance.faults()).toEqual([]);
    expect(places.map(({ operation }) => operation.operationId).sort()).toEqual(OPERATIONS);
    for (const { method, path, operation } of places) {
      for (const [index, { name, schema }] of (operation.parameters ?? []).entries()) {
        if (schema.example === undefined) continue;
        const steps = ['paths', path, method, 'parameters', String(index), 'schema'];
        expect(await conformance.faultsOfValue(schema.example, ...steps), `${path} ${name}`).toEqual([]);
      }
    }
  });

  it.each<[string, (spoilt: Spoilt) => void, string]>([
    ['without a status', ({ responses }) => delete responses['200'], 'status 200 is not documented'],
    ['with another type', ({ content }) => (content['application/json'] = { schema: { type: 'array' } }), ': not type'],
    ['with another content type', ({ content }) => delete content['application/json'], 'the content type'],
    ['without a header', ({ headers }) => delete headers['X-Request-Id'], 'the header x-request-id is not documented'],
    [
      'with a header too many',
      ({ headers }) => (headers['ETag'] = { $ref: '#/components/headers/ETag' }),
      'the header ETag is missing',
    ],
  ])('would not be believed %s', async (_, spoil, fault) => {
    const other = structuredClone(description);
    const place = placesOf(other).find(({ path }) => path === '/healthz');
    if (place === undefined) throw new Error('no such operation');
    const { responses } = place.operation as unknown as { responses: Spoilt['responses'] };
    const { '200': ok } = responses;
    spoil({ responses, headers: ok?.headers ?? {}, content: ok?.content ?? {} });
    const faults = await new Conformance(other).faultsOfAnswer(place, await request('/healthz'));
    expect(faults.join()).toContain(fault);
  });

  it('gives every answer one content type, so that clients can give it one type', () => {
    for (const { operation } of places) {
      for (const response of Object.values(operation.responses)) {
        expect(Object.keys(response?.content ?? {}).length).toBeLessThanOrEqual(1);
      }
    }
  });
});

describe.each(OPERATIONS)(`%s answers as described (seed ${SEED})`, (id) => {
  it('to requests with which nothing is wrong', async () => {
    const place = placeOf(id);
    await fc.assert(
      fc.asyncProperty(validAttempts(place, goodBodies(place), known), async (attempt) => {
        const response = await send(place, attempt);
        const { status } = response;
        expect(await conformance.faultsOfAnswer(place, response)).toEqual([]);
        expect([400, 405, 413, 415, 422]).not.toContain(status);
      }),
      { seed: SEED, numRuns: RUNS.valid },
    );
  });

  it('to requests with which one thing is wrong, and takes none', async () => {
    const place = placeOf(id);
    const valid = validAttempts(place, goodBodies(place), known);
    const badBodies = place.operation.requestBody?.required === true ? bodies.bad : [];
    await fc.assert(
      fc.asyncProperty(invalidAttempts(place, valid, badBodies), async (attempt) => {
        const response = await send(place, attempt);
        const { status } = response;
        expect(await conformance.faultsOfAnswer(place, response)).toEqual([]);
        // What is asked for may be refused before the body is looked at.
        const isBody = attempt.body !== undefined && badBodies.includes(attempt.body);
        expect(isBody ? [400, 403, 404, 415, 422] : [400, 404]).toContain(status);
      }),
      { seed: SEED, numRuns: RUNS.invalid },
    );
  });

  it('to other methods, with those that there are', async () => {
    const place = placeOf(id);
    const [attempt] = fc.sample(validAttempts(place, [], known), { seed: SEED, numRuns: 1 });
    if (attempt === undefined) throw new Error('no request');
    const target = targetOf(place, attempt);
    const own = place.method.toUpperCase();
    const allow = [own, ...(own === 'GET' ? ['HEAD'] : []), 'OPTIONS'].join(', ');
    for (const method of ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND']) {
      if (method === own) continue;
      const response = await request(target, { method });
      if (method === 'OPTIONS') expect(response.status).toBe(204);
      else {
        expect(await conformance.faultsOfAnswer(place, response, method === 'HEAD'), method).toEqual([]);
        if (method === 'HEAD' && own === 'GET') continue;
        expect([method, response.status]).toEqual([method, 405]);
      }
      expect(response.headers.get('Allow'), method).toBe(allow);
    }
  });
});

it('an answer that has not changed is described, too', async () => {
  for (const id of ['listModels', 'getModel']) {
    const place = placeOf(id);
    const target = place.path.replace('{name}', 'efficientnet_b0');
    const tag = (await request(target)).headers.get('ETag') ?? '';
    const response = await request(target, { headers: { 'If-None-Match': tag } });
    expect(response.status).toBe(304);
    expect(await conformance.faultsOfAnswer(place, response)).toEqual([]);
  }
});

function placeOf(id: string): Place {
  const place = places.find(({ operation }) => operation.operationId === id);
  if (place === undefined) throw new Error(`no operation is called ${id}`);
  return place;
}

function send(place: Place, attempt: Attempt): Promise<Response> {
  const { type, bytes } = attempt.body ?? {};
  return request(targetOf(place, attempt), {
    method: place.method.toUpperCase(),
    redirect: 'manual',
    ...(bytes !== undefined && { body: bytes }),
    // A connection on which a body was refused may be closed, and the next request must not be sent into it.
    headers: { Connection: 'close', ...(type !== undefined && { 'Content-Type': type }) },
  });
}

/** What the descriptions of parameters say in words: it depends on the models that there are, or on other parameters. */
async function knowledge(): Promise<Knowledge> {
  interface Listed {
    readonly models: readonly { name: string; classes: number; engines: readonly object[] }[];
  }
  const { models } = (await (await request('/v1/models')).json()) as Listed;
  const everywhere = models.filter(({ engines }) => engines.length === 2);
  const name = fc.constantFrom(...everywhere.map((model) => model.name));
  const alike = everywhere.filter(({ classes }) => classes === 1000).map((model) => model.name);
  const pair = fc.subarray(alike, { minLength: 2, maxLength: 2 });
  return {
    values: {
      model: fc.oneof({ weight: 4, arbitrary: name }, { weight: 1, arbitrary: fc.string({ unit: 'grapheme' }) }),
      models: pair.map((names) => names.join(',')),
      weights: fc.constantFrom('0.6,0.4', '1,0', '3,1', '0.30000000000000004,7'),
      explain_class: fc.constantFrom('all', '0', '2,0,1'),
      labels: fc.constantFrom('0,1', '2,0,1', ' 1 ,2'),
      window: fc.constantFrom('90', '90s', '15m', '24h', '0007d'),
    },
    needs: { explain_class: 'explain' },
  };
}

/** Small pictures in each way that the API takes them, and bodies in which it finds none. */
async function pictures(): Promise<{ good: Body[]; several: Body[]; bad: Body[] }> {
  const image = sharp({ create: { width: 24, height: 16, channels: 3, background: '#7a5230' } });
  const files = await Promise.all(
    (['jpeg', 'png', 'webp'] as const).map(async (format) => ({
      format,
      bytes: new Uint8Array(await image.clone().toFormat(format).toBuffer()),
    })),
  );
  const [{ bytes: jpeg } = { bytes: new Uint8Array() }] = files;
  const good = files.flatMap(({ format, bytes }) => [
    { name: `a ${format}`, type: `image/${format}`, bytes },
    { name: `a form with a ${format}`, bytes: form(['image', bytes]) },
  ]);
  const bad = [
    { name: 'no body' },
    { name: 'an empty body', type: 'image/jpeg', bytes: '' },
    { name: 'a text as a picture', type: 'image/png', bytes: 'no picture' },
    { name: 'the beginning of a picture', type: 'image/jpeg', bytes: jpeg.slice(0, 30) },
    { name: 'JSON without pictures', type: 'application/json', bytes: '{}' },
    { name: 'a form with a picture and a text', bytes: form(['image', jpeg], ['image', 'photo.jpg']) },
    { name: 'a picture as text', type: 'text/plain', bytes: jpeg },
    { name: 'a form without a field', bytes: form() },
    { name: 'a form with another field', bytes: form(['file', jpeg]) },
    { name: 'a form with a text', bytes: form(['image', 'photo.jpg']) },
    { name: 'a form without its boundary', type: 'multipart/form-data', bytes: jpeg },
  ];
  const data = Buffer.from(jpeg).toString('base64');
  const several = [
    { name: 'a form with two pictures', bytes: form(['image', jpeg], ['image', jpeg]) },
    { name: 'JSON', type: 'application/json', bytes: JSON.stringify({ images: [{ id: 'a', data }, { data: '' }] }) },
  ];
  return { good, several, bad };
}

/** Bodies of the media types that an operation takes. */
function goodBodies({ operation }: Place): Body[] {
  const types = Object.keys(operation.requestBody?.content ?? {});
  const token = { name: 'a token', bytes: new URLSearchParams({ 'cf-turnstile-response': 'x' }) };
  return [
    ...(types.includes('image/*') ? bodies.good : []),
    ...(types.includes('application/json') ? bodies.several : []),
    ...(types.includes('application/x-www-form-urlencoded') ? [token] : []),
  ];
}
