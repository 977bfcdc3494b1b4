import { readFile } from 'node:fs/promises';

import { describe, expect, it } from 'vitest';

import { openEngine } from '../../../scripts/models/onnx/runtime.ts';
import { type AssetStore, readHeadFiles, readLabels, readModelFiles } from '../../../src/catalogue/assets.ts';
import { servedFiles } from '../../../src/catalogue/served-files.ts';
import { findModel } from '../../../src/catalogue/registry.ts';
import { LOAD_LEASE } from '../../../src/inference/memory/limits.ts';
import { Sessions } from '../../../src/inference/sessions.ts';

const ROOT = new URL('../../../', import.meta.url);

/** The files of the build as the assets binding serves them, one of them changed. */
function assets(path = '', change: (bytes: Buffer) => Uint8Array = (bytes) => bytes): AssetStore {
  return {
    async fetch(url) {
      const bytes = await readFile(new URL(`.${url.pathname}`, ROOT));
      return new Response(new Uint8Array(url.pathname === `/models/${path}` ? change(bytes) : bytes));
    },
  };
}

/** Flips the lowest bit of a byte in the middle. */
function flip(bytes: Buffer): Uint8Array {
  const middle = bytes.length >> 1;
  bytes.writeUInt8(bytes.readUInt8(middle) ^ 1, middle);
  return bytes;
}

const model = findModel('mobilenetv3_small_triage');
if (model === undefined) throw new Error('the model is shipped');
const files = servedFiles(model, 'onnxruntime').map(({ path }) => path);

describe('a file of a model', () => {
  it.each(files)('is not used with a flipped bit: %s', async (path) => {
    await expect(readModelFiles(assets(path, flip), model)).rejects.toThrow(`/models/${path} is damaged`);
  });

  it('is not used with another size', async () => {
    const [path = ''] = files;
    await expect(
      readModelFiles(
        assets(path, (bytes) => bytes.subarray(1)),
        model,
      ),
    ).rejects.toThrow(/has \d+ bytes where the manifest has \d+/);
  });

  it('is not used for heat maps with a flipped bit', async () => {
    const [head] = model.files.filter(({ role }) => role === 'head');
    await expect(readHeadFiles(assets(head?.path, flip), model)).rejects.toThrow('is damaged');
  });

  it('is asked for again when it was damaged, and used when it is intact', async () => {
    const sessions = new Sessions(Infinity, LOAD_LEASE);
    const subject = { model, engine: await openEngine() };
    const pixels = new Float32Array(3 * 224 * 224);
    await expect(sessions.run(subject, pixels, ['logits'], assets(files.at(-1), flip))).rejects.toThrow('is damaged');
    expect((await sessions.run(subject, pixels, ['logits'], assets())).logits.dims[0]).toBe(1);
    expect((await readModelFiles(assets(), model)).size).toBe(files.length);
  });
});

describe('the labels of a model', () => {
  const imagenet = findModel('efficientnet_b0');
  if (imagenet === undefined) throw new Error('the model is shipped');

  it('are those of the class list, or its names in another language', async () => {
    expect((await readLabels(assets(), imagenet))[388]).toMatch(/^giant panda, /);
    expect((await readLabels(assets(), imagenet, 'ja'))[388]).toBe('ジャイアントパンダ');
    expect((await readLabels(assets(), imagenet, 'en'))[388]).toMatch(/^giant panda, /);
  });

  it('are those of the class list where it has no names in the language', async () => {
    const trained = { ...model, classes: { file: 'trained.classes.json', count: 2 } };
    const list: AssetStore = { fetch: () => Promise.resolve(Response.json(['scratch', 'dent'])) };
    expect(await readLabels(list, trained, 'ja')).toEqual(['scratch', 'dent']);
  });
});
