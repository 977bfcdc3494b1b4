import { basename } from 'node:path';

import { describe, expect, it } from 'vitest';

import { LITE } from '../../../scripts/kit/worker/profile.ts';
import { filesBelow } from '../../../scripts/kit/worker/wrangler.ts';
import { bundleForTests } from '../../bundle.ts';
import { classification, PANDA, problem, readSource } from '../kit/api.ts';
import { deploy, type Deployment } from '../kit/deployment.ts';

const MODELS = ['efficientnet_b0', 'mobilenetv3_small_distilled', 'mobilenetv3_small_triage'];

describe('?engine=', () => {
  // One of its own: to make room for what other tests ask for, the shared one may release a model in between.
  const worker = served(deploy({ vars: { RATE_LIMIT: 'off' } }));

  it.each(MODELS)('gives the same answer from both engines for %s', async (model) => {
    const panda = await readSource(PANDA);
    const [reference, simd] = await Promise.all(
      ['onnxruntime', 'simd'].map(async (engine) =>
        classification(await worker.post(panda, `?model=${model}&engine=${engine}`)),
      ),
    );
    expect([reference?.engine, simd?.engine]).toEqual(['onnxruntime', 'simd']);
    expect(simd?.predictions.map(({ index }) => index)).toEqual(reference?.predictions.map(({ index }) => index));
    for (const [rank, { score }] of (simd?.predictions ?? []).entries()) {
      expect(score).toBeCloseTo(reference?.predictions[rank]?.score ?? NaN, 4);
    }
    expect(simd?.model_bytes).toBeLessThan(reference?.model_bytes ?? NaN);
  });

  it('tells cold from warm for each engine, and counts its runs', async () => {
    const panda = await readSource(PANDA);
    const ask = async (engine: string): Promise<number> =>
      (await classification(await worker.post(panda, `?model=mobilenetv3_small_distilled&engine=${engine}`))).start
        .tiered;
    const before = [await ask('simd'), await ask('onnxruntime')];
    expect([await ask('simd'), await ask('onnxruntime')]).toEqual(before.map((runs) => runs + 1));
    const warm = await classification(await worker.post(panda, '?model=mobilenetv3_small_distilled&engine=simd'));
    expect(warm.start).toMatchObject({ kind: 'warm', runtime: 'reused', session: 'reused' });
  });

  it('is onnxruntime when left out, and refuses what is no engine', async () => {
    const panda = await readSource(PANDA);
    expect((await classification(await worker.post(panda, '?model=mobilenetv3_small_distilled'))).engine).toBe(
      'onnxruntime',
    );
    expect(await problem(await worker.post(panda, '?engine=tensorflow'))).toMatchObject({
      type: '/problems/invalid-parameter',
      detail: 'engine: onnxruntime or simd.',
    });
  });

  it('keeps the times of the engines apart in the ledger', async () => {
    const { groups } = (await (await worker.get('/v1/latency?model=mobilenetv3_small_distilled')).json()) as {
      groups: { engine: string }[];
    };
    expect(new Set(groups.map(({ engine }) => engine))).toEqual(new Set(['onnxruntime', 'simd']));
  });

  it('is listed with each model', async () => {
    const { models } = (await (await worker.get('/v1/models')).json()) as {
      models: { name: string; engines: { name: string; bytes: number }[] }[];
    };
    for (const { name, engines } of models.filter((model) => MODELS.includes(model.name))) {
      expect(
        engines.map((engine) => engine.name),
        name,
      ).toEqual(['onnxruntime', 'simd']);
    }
  });
});

describe('a Worker whose ENGINE is simd', () => {
  const worker = served(deploy({ vars: { RATE_LIMIT: 'off', ENGINE: 'simd' } }));

  it('runs models in it unless asked otherwise', async () => {
    const panda = await readSource(PANDA);
    for (const [query, engine] of [
      ['', 'simd'],
      ['&engine=onnxruntime', 'onnxruntime'],
    ] as const) {
      const answer = await classification(await worker.post(panda, `?model=mobilenetv3_small_distilled${query}`));
      expect([answer.engine, answer.predictions[0]?.index]).toEqual([engine, 388]);
    }
  });
});

describe('the profile lite', () => {
  const folder = bundleForTests(LITE.entry);
  const worker = served(
    deploy({}, [{ configPath: 'wrangler.toml', prebuiltWorkerDir: folder, vars: { RATE_LIMIT: 'off' } }]),
  );

  it('has no onnxruntime in it', () => {
    const files = filesBelow(folder).map((path) => basename(path));
    expect(files.filter((name) => name.includes('ort-wasm'))).toEqual([]);
    expect(files).toContain('index.js');
  });

  it('answers without onnxruntime, and says so when asked for it', async () => {
    const panda = await readSource(PANDA);
    const answer = await classification(await worker.post(panda, '?model=efficientnet_b0'));
    expect([answer.engine, answer.predictions[0]?.index]).toEqual(['simd', 388]);
    const whole = await classification(await worker.post(panda, '?model=efficientnet_b0_int8'));
    expect([whole.engine, whole.predictions[0]?.index]).toEqual(['simd', 388]);
    const { explanations } = await classification(await worker.post(panda, '?explain=gradcam'));
    expect(explanations?.map(({ index }) => index)).toEqual([388]);
    expect(await problem(await worker.post(panda, '?engine=onnxruntime'))).toMatchObject({
      type: '/problems/engine-not-available',
      detail: 'efficientnet_b0 cannot be run by onnxruntime here. Engines that can: simd.',
      engines: ['simd'],
    });
  });
});

/** A Worker of its own for the tests of a block. */
function served({ send }: Deployment): {
  post: (body: Uint8Array<ArrayBuffer>, query: string) => Promise<Response>;
  get: (path: string) => Promise<Response>;
} {
  return {
    post: (body, query) =>
      send(`/v1/classify${query}`, { method: 'POST', body, headers: { 'Content-Type': 'image/jpeg' } }),
    get: send,
  };
}
