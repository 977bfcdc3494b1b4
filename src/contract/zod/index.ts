import * as z from './parts.ts';

export * from './parts.ts';
export { z, z as default };
