// The Worker without onnxruntime, for the Free plan: a twentieth of the upload, and models that have a plan only.
import * as runtime from 'cloudflare:workers';

import relaxed from '../dist/kernels/relaxed.wasm?module';

import { createApp } from './app.ts';
import { provideTracing } from './latency/tracing.ts';
import { provideEngine } from './inference/engines/engines.ts';
import { SimdEngine } from './inference/engines/simd/engine.ts';

// Cloudflare documents relaxed SIMD for Workers. Where it was missing, the upload would be refused, and no answer be wrong; so
// the other build, a twentieth of this upload, stays at home.
provideEngine(new SimdEngine(relaxed));

provideTracing(runtime.tracing);

export { Inference } from './inference/entrypoint.ts';
export { Ledger } from './latency/ledger/ledger.ts';
export { Locations } from './latency/ledger/locations.ts';

export default createApp();
