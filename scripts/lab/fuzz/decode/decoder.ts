import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

import { type DecodedImage, decodeImage } from '../../../../src/image/decode.ts';
import { type Codecs, releaseCodecs } from '../../../../src/image/codec/codecs.ts';

/** What a campaign attacks: a module that exports this function under this name. */
export type Decode = (bytes: Uint8Array, shortSide: number) => Promise<DecodedImage>;

const { resolve } = createRequire(import.meta.url);
const compile = (name: string): WebAssembly.Module => new WebAssembly.Module(readFileSync(resolve(name)));

/** Not those of the models' scripts, which would load onnxruntime at each start of a process. */
const codecs: Codecs = {
  jpeg: compile('imagescript/wasm/any/jpeg.wasm'),
  webp: compile('@jsquash/webp/codec/dec/webp_dec.wasm'),
};

/** The Worker's own decoders, new ones for each input, so that its memory does not depend on earlier inputs. */
export const decode: Decode = (bytes, shortSide) => {
  releaseCodecs();
  return decodeImage(bytes, { codecs, shortSide });
};
