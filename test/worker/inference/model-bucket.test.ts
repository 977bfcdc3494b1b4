import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { ROOT } from '../../../scripts/kit/paths.ts';
import { xxHash32 } from '../../../scripts/models/plan/xxhash32.ts';
import type { Manifest, ModelEntry } from '../../../src/catalogue/manifest.ts';
import { modelListSchema } from '../../../src/contract/model.ts';
import { PATIENCE } from '../../patience.ts';
import { classification, expectProblem, PANDA, readSource } from '../kit/api.ts';
import { fetchAnswer } from '../kit/fetch-answer.ts';
import { harness } from '../kit/deployment.ts';
import { withoutLedger } from '../latency/deployment.ts';

const SMALL = 'mobilenetv3_small_distilled';

/** As long as the name of the small model, so that it fits into its plan. */
const [FIRST, SECOND, DAMAGED, MISSING, NAMELESS] = ['one', 'two', 'bad', 'not', 'any'].map(
  (end) => `mobilenetv3_small_field_${end}`,
) as [string, string, string, string, string];

/** What the tests use of a bucket. */
interface Bucket {
  put(key: string, value: Uint8Array | string): Promise<unknown>;
  delete(key: string): Promise<void>;
}

const server = harness([
  withoutLedger({ r2_buckets: [{ binding: 'MODELS', bucket_name: 'models' }] }),
  {
    config: {
      name: 'opener',
      main: 'test/worker/fixtures/opener.ts',
      compatibility_date: '2026-10-20',
      services: [{ binding: 'INFERENCE', service: 'edgelens', entrypoint: 'Inference' }],
    },
  },
]);
let origin: string;
let bucket: Bucket;
let plan: Buffer;
let shipped: Manifest;
let panda: Uint8Array<ArrayBuffer>;

beforeAll(async () => {
  ({ origin } = (await server.listen()).url);
  ({ MODELS: bucket } = (await server.getWorker().getEnv()) as { MODELS: Bucket });
  plan = await readFile(join(ROOT, `models/${SMALL}.plan`));
  shipped = JSON.parse(await readFile(join(ROOT, 'models/manifest.json'), 'utf8')) as Manifest;
  panda = await readSource(PANDA);
});
afterAll(() => server.close());

const get = (path: string): Promise<Response> => fetchAnswer(`${origin}${path}`, { headers: { Accept: 'text/html' } });
const ask = (query: string, at = origin): Promise<Response> =>
  fetchAnswer(`${at}/v1/classify?${query}`, {
    method: 'POST',
    body: panda,
    headers: { 'Content-Type': 'image/jpeg' },
  });

/** The plan of the small model for another name of the same length, with the sum that the engine checks. */
function planFor(name: string): Buffer {
  const renamed = Buffer.from(plan);
  renamed.write(name, renamed.indexOf(SMALL), 'latin1');
  renamed.writeUInt32LE(xxHash32(renamed.subarray(16)), 12);
  return renamed;
}

/** The small model under another name, and its files. */
async function renamed(name: string): Promise<{ entry: ModelEntry; files: Map<string, Uint8Array | string> }> {
  const model = shipped.models.find((each) => each.name === SMALL);
  if (model === undefined) throw new Error(`${SMALL} is not shipped`);
  const card = `${name}.md`;
  const files = new Map<string, Uint8Array | string>([
    [`${name}.plan`, planFor(name)],
    [`${name}.head`, await readFile(join(ROOT, `models/${SMALL}.head.safetensors`))],
  ]);
  const listed = model.files
    .filter(({ role }) => role === 'plan' || role === 'head')
    .map((file) => {
      const path = `${name}.${file.role}`;
      return {
        ...file,
        path,
        sha256: createHash('sha256')
          .update(files.get(path) ?? '')
          .digest('hex'),
      };
    });
  files.set(card, '# From the field\n\nIt was uploaded after the deployment.\n');
  return { entry: { ...model, name, title: 'From the field', card, files: listed }, files };
}

/** Uploads the files of these models, and then the list. */
async function publish(
  names: readonly string[],
  change = (entry: ModelEntry): ModelEntry => entry,
  into = bucket,
): Promise<void> {
  const models: ModelEntry[] = [];
  for (const name of names) {
    const { entry, files } = await renamed(name);
    for (const [path, bytes] of files) await into.put(path, bytes);
    models.push(change(entry));
  }
  // An upload lists the names of its classes in other languages, of which those of ImageNet are shipped.
  const translations = { 'imagenet-1k.json': { ja: 'imagenet-1k.ja.json' } };
  const list: Manifest = { version: 1, sources: shipped.sources, models, translations };
  await into.put('manifest.json', JSON.stringify(list));
}

describe('a new isolate', () => {
  it('knows the models of the bucket for all who ask at the same time', async () => {
    await publish([FIRST]);
    const answers = await Promise.all(Array.from({ length: 6 }, () => ask(`model=${FIRST}`)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 200]);
    await Promise.all(answers.map((answer) => answer.arrayBuffer()));
  });
});

describe('a deployment with a bucket', () => {
  it('serves what is shipped, and nothing that nobody has uploaded', async () => {
    const answer = await classification(await ask(`model=${SMALL}&engine=simd`));
    expect(answer.predictions[0]?.index).toBe(388);
    expect(answer.start.files).toBe('assets');
    await expectProblem(await ask(`model=${SECOND}`), 'unknown-model');
    // The page of the latencies is loaded before the model is there. There is no ledger here.
    expect((await get('/latency')).status).toBe(503);
    expect((await get(`/latency?model=${SECOND}`)).status).toBe(400);
  });

  it('answers with a model as soon as it is uploaded, and says where it came from', async () => {
    await publish([FIRST]);
    // Names that are asked for again and again are looked up every two seconds.
    await expect.poll(async () => (await ask(`model=${FIRST}`)).status, PATIENCE).toBe(200);
    const shippedAnswer = await classification(await ask(`model=${SMALL}&engine=simd`));
    const answer = await classification(await ask(`model=${FIRST}&explain=gradcam`));
    expect(answer).toMatchObject({ model: FIRST, engine: 'simd', start: { files: 'bucket' } });
    expect(answer.predictions).toEqual(shippedAnswer.predictions);
    expect(answer.explanations).toHaveLength(1);
    const { models } = modelListSchema.parse(await (await get('/v1/models')).json());
    expect(models.map(({ name }) => name)).toEqual([...shipped.models.map(({ name }) => name), FIRST]);
    const page = await (await get(`/models/${FIRST}`)).text();
    expect(page).toContain('It was uploaded after the deployment.');
  });

  it('names classes as they are shipped, whatever names lie in the bucket', async () => {
    const names = Array.from({ length: 1000 }, () => 'バケツ');
    await bucket.put('imagenet-1k.ja.json', JSON.stringify(names));
    for (const model of [`${SMALL}&engine=simd`, FIRST]) {
      const answer = await classification(await ask(`model=${model}&lang=ja`));
      expect(answer.predictions[0]?.label).toBe('ジャイアントパンダ');
    }
  });

  it('answers with another one later, and leaves those that it knows as they are', async () => {
    await publish([FIRST, SECOND], (entry) => ({ ...entry, title: 'Changed' }));
    await expect.poll(async () => (await ask(`model=${SECOND}`)).status, PATIENCE).toBe(200);
    const { models } = modelListSchema.parse(await (await get('/v1/models')).json());
    expect(models.find(({ name }) => name === FIRST)?.title).toBe('From the field');
    expect(models.find(({ name }) => name === SECOND)?.title).toBe('Changed');
    expect((await get(`/latency?model=${SECOND}`)).status).toBe(503);
  });

  it('refuses files that are not those of the list, or missing, and nothing else', async () => {
    await publish([FIRST, SECOND, DAMAGED, MISSING]);
    const damaged = planFor(DAMAGED);
    damaged[damaged.length >> 1] = (damaged[damaged.length >> 1] ?? 0) ^ 1;
    await bucket.put(`${DAMAGED}.plan`, damaged);
    await bucket.delete(`${MISSING}.plan`);
    await expect.poll(async () => (await ask(`model=${DAMAGED}`)).status, PATIENCE).toBe(503);
    await expectProblem(await ask(`model=${DAMAGED}`), 'model-unavailable');
    await expectProblem(await ask(`model=${MISSING}`), 'model-unavailable');
    expect((await ask(`model=${SECOND}`)).status).toBe(200);
  });

  it('has a model unavailable whose classes it cannot read, in each answer that names them', async () => {
    await publish([FIRST, SECOND, NAMELESS], (entry) =>
      entry.name === NAMELESS ? { ...entry, classes: { file: 'missing.classes.json', count: 1000 } } : entry,
    );
    await expect.poll(async () => (await ask(`model=${NAMELESS}`)).status, PATIENCE).toBe(503);
    for (const refused of [
      await ask(`model=${NAMELESS}`),
      await ask(`model=${NAMELESS}&labels=1,2`),
      await fetchAnswer(`${origin}/v1/models/${NAMELESS}`),
    ]) {
      const { detail } = await expectProblem(refused, 'model-unavailable');
      expect(detail).toBe(`The classes of ${NAMELESS} could not be read. Try again in a moment.`);
    }
  });

  const kept = async (path: string): Promise<string | null> =>
    (await fetchAnswer(`${origin}${path}`)).headers.get('Cache-Control');
  const OF_MODELS = ['/v1/models', `/v1/models/${SMALL}`, '/v1/recommend'];

  it('has lists of models kept for no longer than it goes without a look itself', async () => {
    for (const path of OF_MODELS) expect(await kept(path), path).toBe('public, max-age=60');
    expect(await kept('/openapi.json')).toBe('public, max-age=600');
  });

  it('goes on with what it knows when the list is none, and does not say of another model that there is none', async () => {
    for (const text of ['no JSON', '[]', '{"version":1,"sources":{},"models":[{"name":"x"}]}', 'null']) {
      await bucket.put('manifest.json', text);
      await expect.poll(async () => (await ask('model=unknown')).status, PATIENCE).toBe(503);
      const refusal = await ask('model=unknown');
      expect(refusal.headers.get('Retry-After'), text).toBe('2');
      const { detail } = await expectProblem(refusal, 'model-unavailable');
      expect(detail, text).toContain('The bucket with further models does not answer.');
      await expectProblem(await fetchAnswer(`${origin}/v1/models/unknown`), 'model-unavailable');
      await expectProblem(await fetchAnswer(`${origin}/v1/latency?model=unknown`), 'model-unavailable');
      expect((await ask(`model=${FIRST}`)).status, text).toBe(200);
      for (const path of OF_MODELS) expect(await kept(path), path).toBe('no-store');
      // What computes may run in another isolate, which knows less than the one that was asked.
      const opened = await server.getWorker('opener').fetch('http://opener/');
      expect(await opened.json()).toMatchObject({ stage: 'memory', kind: 'model_unavailable' });
    }
    await publish([FIRST]);
    await expect.poll(async () => (await ask('model=unknown')).status, PATIENCE).toBe(404);
  });
});

describe('a bucket that is slow', () => {
  const slow = harness([
    withoutLedger({
      vars: { MAX_BODY_BYTES: 10_485_760, ALLOW_DISTURBANCE: 'true', RATE_LIMIT: 'off' },
      services: [{ binding: 'MODELS', service: 'slow-bucket', entrypoint: 'SlowBucket' }],
    }),
    {
      config: {
        name: 'slow-bucket',
        main: 'test/worker/fixtures/slow-bucket.ts',
        compatibility_date: '2026-10-20',
        r2_buckets: [{ binding: 'FILES', bucket_name: 'files' }],
      },
    },
  ]);
  let files: Bucket;
  let at: string;

  beforeAll(async () => {
    at = (await slow.listen()).url.origin;
    ({ FILES: files } = (await slow.getWorker('slow-bucket').getEnv()) as { FILES: Bucket });
    await publish([FIRST], undefined, files);
  });
  afterAll(() => slow.close());

  it.each(['answer', 'body'])('makes its model unavailable while its %s does not come, and no longer', async (what) => {
    await files.put(`slow/${FIRST}.plan`, what);
    await expectProblem(await ask(`model=${FIRST}&fresh=session`, at), 'model-unavailable');
    const other = await classification(await ask(`model=${SMALL}&engine=simd`, at));
    expect(other.predictions[0]?.index).toBe(388);
    await files.delete(`slow/${FIRST}.plan`);
    const answer = await classification(await ask(`model=${FIRST}`, at));
    expect(answer.predictions[0]?.index).toBe(388);
  });
});
