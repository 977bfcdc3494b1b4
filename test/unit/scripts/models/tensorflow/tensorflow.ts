import { createRequire } from 'node:module';
import { dirname, sep } from 'node:path';

import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { ready, setBackend } from '@tensorflow/tfjs-core';

/** Starts TensorFlow.js on WebAssembly, a runtime that shares no code with onnxruntime. */
export async function startTensorFlow(): Promise<void> {
  setWasmPaths(dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm')) + sep);
  await setBackend('wasm');
  await ready();
}
