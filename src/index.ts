import { createApp } from './http/app.ts';

export { Inference } from './inference/entrypoint.ts';

export default createApp();
