import sharp, { type Sharp } from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';

import { memorySchema } from '../../../src/contract/memory.ts';
import { ISOLATE_BYTES, RESERVE_BYTES } from '../../../src/inference/memory/limits.ts';
import { classification, comparison, PANDA, problem, readSource } from '../kit/api.ts';
import { deploy } from '../kit/deployment.ts';
import { kept } from '../../kept.ts';

const BUDGET = ISOLATE_BYTES - RESERVE_BYTES;
const MODELS = ['efficientnet_b0', 'mobilenetv3_small_distilled', 'mobilenetv3_small_triage'];

/** A picture that does not compress well, of so many megapixels at 4:3. */
function grain(megapixels: number): Sharp {
  const width = Math.round(Math.sqrt((megapixels * 1e6 * 4) / 3));
  const height = Math.round((width * 3) / 4);
  const create = { width, height, channels: 3, noise: { type: 'gaussian', mean: 128, sigma: 20 } } as const;
  return sharp({ create: { ...create, background: 'grey' } });
}

const worst: { name: string; type: string; bytes: Uint8Array<ArrayBuffer> }[] = [];

beforeAll(async () => {
  const add = async (name: string, type: string, make: () => Sharp): Promise<void> => {
    worst.push({ name, type, bytes: await kept(name, make) });
  };
  await add('48 megapixels of baseline JPEG', 'image/jpeg', () => grain(48).jpeg({ quality: 50 }));
  await add('12 megapixels of progressive JPEG', 'image/jpeg', () =>
    grain(12).jpeg({ quality: 60, progressive: true }),
  );
  await add('3 megapixels of PNG', 'image/png', () => grain(3).png());
  await add('5 megapixels of WebP', 'image/webp', () => grain(5).webp({ quality: 40 }));
});

describe('the account of an isolate with all shipped models', () => {
  // One of its own: what it refuses would be refused to other tests, too.
  const worker = deploy({ vars: { RATE_LIMIT: 'off' } });
  const post = (body: Uint8Array<ArrayBuffer>, query = '', type = 'image/jpeg'): Promise<Response> =>
    worker.send(`/v1/classify${query}`, { method: 'POST', body, headers: { 'Content-Type': type } });

  it('stays within its budget with the worst pictures, one after another, and returns to its rest', async () => {
    const panda = await readSource(PANDA);
    for (const model of MODELS) await classification(await post(panda, `?model=${model}`));
    let resting: number | undefined;
    for (let round = 0; round < 2; round++) {
      for (const { name, type, bytes } of worst) {
        const { memory } = await classification(await post(bytes, '', type));
        expect(memory.peak_bytes, name).toBeLessThanOrEqual(BUDGET);
      }
      const { memory } = await classification(await post(panda));
      expect(memory.buffers).toMatchObject({ upload: 0, model: 0, decode: 0 });
      // Only what this very request still holds of its input, and what is kept for the next ones.
      const kept = memory.decoder_heap_bytes + memory.head_bytes;
      expect(memory.used_bytes).toBe(memory.wasm_heap_bytes + kept + memory.buffers.tensor);
      resting ??= memory.used_bytes;
      expect(memory.used_bytes).toBe(resting);
    }
  });

  it('has room for a picture whatever engines and models were asked for before', async () => {
    const panda = await readSource(PANDA);
    for (const engine of ['simd', 'onnxruntime', 'simd', 'onnxruntime']) {
      for (const model of MODELS) await classification(await post(panda, `?model=${model}&engine=${engine}`));
    }
    const { memory } = await classification(await post(panda));
    expect(memory.peak_bytes).toBeLessThanOrEqual(BUDGET);
    for (const { bytes, type } of worst) await classification(await post(bytes, '', type));
  });

  it('stays within it when two models explain the worst pictures, and draws them', async () => {
    const query = '?models=efficientnet_b0,mobilenetv3_small_distilled&explain=gradcam&explain_class=all';
    for (const { name, type, bytes } of worst) {
      const headers = { 'Content-Type': type };
      const send = (accept: string): Promise<Response> =>
        worker.send(`/v1/compare${query}`, { method: 'POST', body: bytes, headers: { ...headers, Accept: accept } });
      const drawn = await send('image/png');
      expect(drawn.headers.get('Content-Type'), name).toBe('image/png');
      await drawn.arrayBuffer();
      const { memory, models } = await comparison(await send('application/json'));
      expect(models.map(({ explanations }) => explanations?.length)).toEqual([5, 5]);
      expect(memory.peak_bytes, name).toBeLessThanOrEqual(BUDGET);
      // Both heads, 5.1 and 6.5 MB, where there is room for them.
      expect(memory.head_bytes).toBeLessThanOrEqual(12 * 2 ** 20);
    }
  });

  it('stays within it with eight at once: each is answered, or told to come again', async () => {
    const pictures = [...worst, ...worst];
    const responses = await Promise.all(pictures.map(({ bytes, type }) => post(bytes, '', type)));
    let answered = 0;
    for (const response of responses) {
      if (response.status === 200) {
        answered++;
        expect((await classification(response)).memory.peak_bytes).toBeLessThanOrEqual(BUDGET);
        continue;
      }
      const said = `status ${response.status}: ${await response.clone().text()}`;
      expect(response.headers.get('Retry-After'), said).toBe('1');
      const body = await problem(response);
      expect(body.type).toBe('/problems/busy');
      expect(memorySchema.parse(body['memory']).peak_bytes).toBeLessThanOrEqual(BUDGET);
    }
    expect(answered).toBeGreaterThan(0);
    const { memory } = await classification(await post(await readSource(PANDA)));
    expect(memory.buffers).toMatchObject({ upload: 0, model: 0, decode: 0 });
  });

  it('lets a few wait and tells the others to come again, at once', async () => {
    const panda = await readSource(PANDA);
    // Large ones, so that the others arrive while something is computed, also on a machine that is busy with other things.
    const large = worst.map(({ bytes, type }) => post(bytes, '', type));
    const responses = await Promise.all([...large, ...Array.from({ length: 80 }, () => post(panda))]);
    const said = responses.map(({ status }) => status).join(' ');
    const served = responses.filter(({ status }) => status === 200);
    const refused = responses.filter(({ status }) => status !== 200);
    expect(served.length, said).toBeGreaterThanOrEqual(17);
    expect(refused.length, said).toBeGreaterThan(0);
    for (const response of refused) {
      expect(response.headers.get('Retry-After'), said).toBe('1');
      expect(await problem(response)).toMatchObject({ type: '/problems/busy', status: 503 });
    }
    expect((await classification(await post(panda))).predictions[0]?.index).toBe(388);
  });
});
