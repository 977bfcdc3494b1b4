// The Worker without onnxruntime, for the Free plan: a twentieth of the upload, and models that have a plan only.
import { createApp } from '../http/app.ts';
import { provideSimd } from '../simd/provide.ts';

provideSimd();

export { Inference } from '../inference/entrypoint.ts';
export { Ledger } from '../latency/ledger/ledger.ts';
export { Locations } from '../latency/ledger/locations.ts';

export default createApp();
