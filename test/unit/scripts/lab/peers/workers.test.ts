import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { readPicture } from '../../../../../scripts/kit/load/picture.ts';
import { PICTURE, ROOT } from '../../../../../scripts/kit/paths.ts';
import { peersOf } from '../../../../../scripts/lab/peers/targets/list.ts';
import { tensorsOf } from '../../../../../scripts/lab/peers/targets/tensors.ts';
import { entryOf } from '../../models/onnx/onnxruntime.ts';

const CACHE = join(ROOT, '.cache/peers');
/** The native one takes a download, so it is tested where somebody has compared already. */
const FETCHED = existsSync(join(CACHE, 'onnxruntime-node-1.30.0'));

const model = entryOf('efficientnet_b0');
const picture = readPicture(PICTURE);
const peers = peersOf(model, picture, CACHE, () => undefined);
let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'edgelens-peers-test-'));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

describe.each(peers.map((peer) => [peer.name, peer] as const))('%s', (name, description) => {
  it.skipIf(name === 'native' && !FETCHED)('sees the panda, in the file and in the tensor', async () => {
    const peer = await description.prepare(join(folder, name));
    const process = await peer.start();
    try {
      const file = await process.classify(picture);
      const tensor = await process.infer(await tensorsOf(picture, model.input));
      expect([file.index, tensor.index]).toEqual([388, 388]);
      expect(process.listening_ms).toBeGreaterThan(0);
      if (description.place === 'Node') {
        expect(file.heap_bytes).toBeNull();
        expect(peer.upload_bytes).toBeNull();
      } else {
        // Weights lie in it, as int16 in the SIMD engine, and it fits into an isolate.
        expect(file.heap_bytes).toBeGreaterThan((name === 'edgelens-simd' ? 12 : 20) * 2 ** 20);
        expect(file.heap_bytes).toBeLessThan(128 * 2 ** 20);
        expect(peer.upload_bytes).toBeGreaterThan(0.5 * 2 ** 20);
      }
      expect(peer.model_bytes).toBeGreaterThan((name === 'edgelens-simd' ? 12 : 20) * 2 ** 20);
    } finally {
      await process.close();
    }
  });
});
