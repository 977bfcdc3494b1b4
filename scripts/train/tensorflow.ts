import { createRequire } from 'node:module';
import { dirname, sep } from 'node:path';

import { setThreadsCount, setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { ready, setBackend } from '@tensorflow/tfjs-core';
// tfjs-core alone knows no gradients; loading this package registers them.
import '@tensorflow/tfjs-layers';

/** Starts TensorFlow.js on WebAssembly, which brings linear algebra and automatic differentiation. */
export async function startTensorFlow(): Promise<void> {
  setWasmPaths(dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm')) + sep);
  // One thread adds up in one order, so that the same seed gives the same head.
  setThreadsCount(1);
  await setBackend('wasm');
  await ready();
}
