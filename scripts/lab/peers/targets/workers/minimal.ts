import * as ort from 'onnxruntime-web/wasm';
import module from 'onnxruntime-web/ort-wasm-simd-threaded.wasm?module';

import type { Opened } from './answer.ts';
import { withModule } from './instantiate.ts';
import { peerWorker } from './peer-worker.ts';
import type { TensorLayout } from './picture.ts';

// A Worker as a short guide to onnxruntime-web would have it: one model file, default options, jpeg-js.

const LAYOUT: TensorLayout = { channels: 'first', mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] };

async function open(assets: Fetcher): Promise<Opened> {
  // Without threads and without bytes to fetch: what it takes to start in workerd at all, beside withModule.
  ort.env.wasm.numThreads = 1;
  ort.env.wasm.wasmBinary = new ArrayBuffer(8);
  const model = await (await assets.fetch('https://assets.local/model.onnx')).bytes();
  const { result: session, memory } = await withModule(module, () => ort.InferenceSession.create(model));
  const [input = ''] = session.inputNames;
  return {
    infer: async (pixels) => {
      const { logits } = await session.run({ [input]: new ort.Tensor('float32', pixels, [1, 3, 224, 224]) });
      if (!(logits?.data instanceof Float32Array)) throw new Error('the model has no logits');
      return logits.data;
    },
    heapBytes: () => memory.buffer.byteLength,
  };
}

export default peerWorker(open, LAYOUT);
