import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import module from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?module';
import { loadGraphModel } from '@tensorflow/tfjs-converter';
import { env, io, ready, setBackend, type Tensor, tensor4d } from '@tensorflow/tfjs-core';

import type { Opened } from './answer.ts';
import { withModule } from './instantiate.ts';
import { peerWorker } from './peer-worker.ts';
import type { TensorLayout } from './picture.ts';

// TensorFlow.js on its WebAssembly backend (XNNPACK) with the graph that our EfficientNet-B0 was translated from, or with one
// that was made of another of our models. Either takes RGB in [0, 1] and normalises by itself.

const LAYOUT: TensorLayout = { channels: 'last', mean: [0, 0, 0], std: [1, 1, 1] };

interface WebModel {
  readonly modelTopology: object;
  readonly weightsManifest: readonly {
    readonly paths: readonly string[];
    readonly weights: io.WeightsManifestEntry[];
  }[];
}

async function open(assets: Fetcher): Promise<Opened> {
  // TensorFlow.js knows browsers and Node; workerd is neither.
  env().setPlatform('workerd', {
    fetch: () => Promise.resolve(new Response(new Uint8Array(8))),
    now: () => performance.now(),
    encode: (text) => new TextEncoder().encode(text),
    decode: (bytes, encoding) => new TextDecoder(encoding).decode(bytes),
    isTypedArray: (value): value is Float32Array | Int32Array | Uint8Array | Uint8ClampedArray =>
      ArrayBuffer.isView(value) && !(value instanceof DataView),
  });
  env().set('WASM_HAS_SIMD_SUPPORT', true);
  env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  // With these the binary is asked for through the platform's fetch, whose answer withModule replaces.
  setWasmPaths('/', true);
  const { memory } = await withModule(module, async () => {
    await setBackend('wasm');
    await ready();
  });
  const model = await loadGraphModel(io.fromMemory(await readModel(assets)));
  return {
    infer: async (pixels) => {
      const input = tensor4d(pixels, [1, 224, 224, 3]);
      const output = model.predict(input) as Tensor;
      const scores = await output.data<'float32'>();
      input.dispose();
      output.dispose();
      return scores;
    },
    heapBytes: () => memory.buffer.byteLength,
  };
}

async function readModel(assets: Fetcher): Promise<io.ModelArtifacts> {
  const read = (path: string): Promise<Response> => assets.fetch(`https://assets.local/${path}`);
  const { modelTopology, weightsManifest } = await (await read('model.json')).json<WebModel>();
  const shards = await Promise.all(
    weightsManifest.flatMap(({ paths }) => paths).map(async (path) => (await read(path)).arrayBuffer()),
  );
  return {
    format: 'graph-model',
    modelTopology,
    weightSpecs: weightsManifest.flatMap(({ weights }) => weights),
    weightData: await new Blob(shards).arrayBuffer(),
  };
}

export default peerWorker(open, LAYOUT);
