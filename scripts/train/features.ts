import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { Engine } from '../../src/inference/engines/engine.ts';
import type { ModelEntry } from '../../src/catalogue/manifest.ts';
import { neededShortSide, preprocess } from '../../src/inference/picture/preprocess.ts';
import { decodeImage } from '../../src/image/decode.ts';
import { CODECS } from '../models/onnx/runtime.ts';
import { decodeSafetensors, encodeSafetensors } from '../models/weights/safetensors.ts';
import { isCode } from '../kit/failure.ts';
import { writeWhole } from '../models/workspace.ts';
import { randomOf } from '../kit/random.ts';
import { featureCodeSum } from './feature-code.ts';
import { cropPixels, randomCrop, SMALLEST_CROP } from './view.ts';

/** Pooled features of some views of one picture: `[views, channels]`. */
export interface Features {
  readonly views: number;
  readonly channels: number;
  readonly data: Float32Array;
}

/** Computes features with a loaded backbone, and caches them on disk. */
export class FeatureExtractor {
  readonly #engine: Engine;
  readonly #backbone: ModelEntry;
  readonly #folder: string;

  /**
   * @param backbone a model that the engine has loaded
   * @param cache folder for the features; it may be deleted at any time
   */
  constructor(engine: Engine, backbone: ModelEntry, cache: string) {
    this.#engine = engine;
    this.#backbone = backbone;
    // Anything that changes the features changes the folder.
    const files = backbone.files.map(({ sha256 }) => sha256);
    const recipe = JSON.stringify([featureCodeSum(), engine.name, backbone.input, files]);
    this.#folder = join(cache, `${backbone.name}-${createHash('sha256').update(recipe).digest('hex').slice(0, 16)}`);
  }

  /**
   * Features of a picture file as the Worker sees it: one view.
   *
   * @throws ImageError when the picture cannot be decoded
   * @throws the reason of the signal
   */
  async whole(bytes: Uint8Array, signal?: AbortSignal): Promise<Features> {
    return this.#cached(`${digestOf(bytes)}-whole`, async () => {
      await heed(signal);
      const { input } = this.#backbone;
      const { image } = await decodeImage(bytes, { codecs: CODECS, shortSide: neededShortSide(input) });
      return [await this.#pooled(preprocess(image, input))];
    });
  }

  /**
   * Features of random crops of a picture file.
   *
   * @param count how many crops
   * @param seed of the crops; they also depend on the picture, and on nothing else
   * @throws ImageError when the picture cannot be decoded
   * @throws the reason of the signal, before the next crop
   */
  async crops(bytes: Uint8Array, count: number, seed: number, signal?: AbortSignal): Promise<Features> {
    const digest = digestOf(bytes);
    return this.#cached(`${digest}-${count}-${seed}`, async () => {
      const { input } = this.#backbone;
      // The smallest crop must still have the pixels that the model wants.
      const shortSide = Math.ceil(neededShortSide(input) / Math.sqrt(SMALLEST_CROP));
      const { image } = await decodeImage(bytes, { codecs: CODECS, shortSide });
      const random = randomOf('views', seed, digest);
      const rows: Float32Array[] = [];
      for (let view = 0; view < count; view++) {
        await heed(signal);
        rows.push(await this.#pooled(cropPixels(image, randomCrop(image, random), input)));
      }
      return rows;
    });
  }

  async #cached(name: string, compute: () => Promise<readonly Float32Array[]>): Promise<Features> {
    const path = join(this.#folder, `${name}.safetensors`);
    const known = await readCached(path);
    if (known !== undefined) return known;
    const rows = await compute();
    const [, channels] = this.#backbone.outputs.features;
    const data = new Float32Array(rows.length * channels);
    for (const [view, row] of rows.entries()) data.set(row, view * channels);
    await writeWhole(path, encodeSafetensors(new Map([['features', { shape: [rows.length, channels], data }]])));
    return { views: rows.length, channels, data };
  }

  /** Mean over the positions, as the head's pooling does. */
  async #pooled(pixels: Float32Array): Promise<Float32Array> {
    const { features } = await this.#engine.run(this.#backbone, pixels, ['features']);
    const [, channels = 0, height = 0, width = 0] = features.dims;
    const positions = height * width;
    return Float32Array.from({ length: channels }, (_, channel) => {
      const from = channel * positions;
      return features.data.subarray(from, from + positions).reduce((sum, value) => sum + value, 0) / positions;
    });
  }
}

function digestOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Lets a Ctrl-C in between inferences, which block the process. @throws the reason of the signal */
async function heed(signal: AbortSignal | undefined): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
  signal?.throwIfAborted();
}

async function readCached(path: string): Promise<Features | undefined> {
  try {
    const features = decodeSafetensors(new Uint8Array(await readFile(path)), path).get('features');
    const [views = 0, channels = 0] = features?.shape ?? [];
    return features && { views, channels, data: features.data };
  } catch (error) {
    if (isCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}
