import { createApp } from './http/app.ts';

export { Inference } from './inference/entrypoint.ts';
export { Ledger } from './latency/ledger/ledger.ts';
export { Locations } from './latency/ledger/locations.ts';

export default createApp();
