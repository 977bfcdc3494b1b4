// The Worker without onnxruntime, for the Free plan: a twentieth of the upload, and models that have a plan only.
import { createApp } from './app.ts';
import { provideSimd } from './inference/engines/simd/provide.ts';

provideSimd();

export { Inference } from './inference/entrypoint.ts';
export { Ledger } from './latency/ledger/ledger.ts';
export { Locations } from './latency/ledger/locations.ts';

export default createApp();
