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
import { cropPixels, randomCrop, SMALLEST_CROP } from './view.ts';

/** Pooled features of one picture: `[1 + views, channels]`, the first row as the Worker sees it, the others augmented. */
export interface Features {
  readonly rows: number;
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
    const recipe = JSON.stringify([backbone.input, backbone.files.map(({ sha256 }) => sha256), SMALLEST_CROP]);
    this.#folder = join(cache, `${backbone.name}-${createHash('sha256').update(recipe).digest('hex').slice(0, 16)}`);
  }

  /**
   * Features of a picture file.
   *
   * @param views how many random crops beside the picture itself
   * @param seed of the crops; they also depend on the picture, and on nothing else
   * @throws ImageError when the picture cannot be decoded
   * @throws the reason of the signal, before the next view
   */
  async of(bytes: Uint8Array, views: number, seed: number, signal?: AbortSignal): Promise<Features> {
    await heed(signal);
    const digest = createHash('sha256').update(bytes).digest('hex');
    const path = join(this.#folder, `${digest}-${views}-${seed}.safetensors`);
    const known = await readCached(path);
    if (known !== undefined) return known;
    const { input, outputs } = this.#backbone;
    const [, channels] = outputs.features;
    const data = new Float32Array((1 + views) * channels);

    const shortSide = neededShortSide(input);
    const whole = await decodeImage(bytes, { codecs: CODECS, shortSide });
    data.set(await this.#pooled(preprocess(whole.image, input)), 0);
    if (views > 0) {
      // The smallest crop must still have the pixels that the model wants.
      const large = await decodeImage(bytes, {
        codecs: CODECS,
        shortSide: Math.ceil(shortSide / Math.sqrt(SMALLEST_CROP)),
      });
      const random = randomOf('views', seed, digest);
      for (let view = 1; view <= views; view++) {
        await heed(signal);
        const crop = randomCrop(large.image, random);
        data.set(await this.#pooled(cropPixels(large.image, crop, input)), view * channels);
      }
    }
    await writeWhole(path, encodeSafetensors(new Map([['features', { shape: [1 + views, channels], data }]])));
    return { rows: 1 + views, channels, data };
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

/** Lets a Ctrl-C in between inferences, which block the process. @throws the reason of the signal */
async function heed(signal: AbortSignal | undefined): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
  signal?.throwIfAborted();
}

async function readCached(path: string): Promise<Features | undefined> {
  try {
    const features = decodeSafetensors(new Uint8Array(await readFile(path)), path).get('features');
    const [rows = 0, channels = 0] = features?.shape ?? [];
    return features && { rows, channels, data: features.data };
  } catch (error) {
    if (isCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}
