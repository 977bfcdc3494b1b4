import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

import type { Codecs } from '../../../src/image/codec/codecs.ts';

const require = createRequire(import.meta.url);
const compile = (name: string): WebAssembly.Module => new WebAssembly.Module(readFileSync(require.resolve(name)));

/** The decoders as a Worker has them, compiled here from the packages. */
export const codecs: Required<Codecs> = {
  jpeg: compile('imagescript/wasm/any/jpeg.wasm'),
  webp: compile('@jsquash/webp/codec/dec/webp_dec.wasm'),
};
