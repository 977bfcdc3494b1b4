import * as runtime from 'cloudflare:workers';
import ortModule from 'onnxruntime-web/ort-wasm-simd-threaded.wasm?module';

import { createApp } from './app.ts';
import { provideTracing } from './latency/tracing.ts';
import { provideEngine } from './inference/engines/engines.ts';
import { OnnxRuntimeEngine } from './inference/engines/onnxruntime/engine.ts';
import { provideSimd } from './inference/engines/simd/provide.ts';

provideEngine(new OnnxRuntimeEngine(ortModule));
provideSimd();

provideTracing(runtime.tracing);

export { Inference } from './inference/entrypoint.ts';
export { Ledger } from './latency/ledger/ledger.ts';
export { Locations } from './latency/ledger/locations.ts';

export default createApp();
