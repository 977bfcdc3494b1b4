import { encode } from 'fast-png';

import type { Photo, PhotoExtent } from '../photo/photo.ts';
import type { ClassifierHead } from '../verdict/classifier-head.ts';
import { gradCam, type HeatMap } from '../verdict/gradcam.ts';
import { overlay, overlaySize, type Panel } from '../verdict/overlay.ts';
import type { AssetStore } from './assets.ts';
import type { Tensor } from './engine.ts';
import { headCost, loadHead } from './kept-heads.ts';
import type { ModelEntry } from './manifest.ts';
import { take } from './memory.ts';
import { seenExtent } from './preprocess.ts';

/** Heat maps of what the models of a job say, and their picture. */
export class Explanation {
  readonly #assets: AssetStore;
  readonly #panels: Panel[] = [];

  constructor(assets: AssetStore) {
    this.#assets = assets;
  }

  /**
   * Reads what heat maps of a model need of it, if it is not there.
   * @throws RefusedError `busy`
   */
  async prepare(model: ModelEntry): Promise<ClassifierHead> {
    const hold = take('model', headCost(model));
    try {
      return await loadHead(model, this.#assets);
    } finally {
      // Once it is kept it is counted as such.
      hold.release();
    }
  }

  /**
   * Where the evidence for some classes lies.
   * @param features of the picture, as the model has them
   * @param classes indices into the model's class list
   * @param photo what the maps are to be drawn on, if they are
   */
  async of(model: ModelEntry, features: Tensor, classes: readonly number[], photo?: Photo): Promise<HeatMap[]> {
    const maps = gradCam(features, await this.prepare(model), classes);
    if (photo !== undefined) {
      const region = seenExtent(wholeOf(photo), model.input);
      this.#panels.push(...maps.map((map) => ({ map, region })));
    }
    return maps;
  }

  /**
   * All heat maps so far over a picture, side by side.
   * @returns the bytes of a PNG file
   * @throws RefusedError `busy`
   */
  draw(photo: Photo): Uint8Array {
    const { width, height } = overlaySize(photo, this.#panels.length);
    // The pixels, the same with a filter byte a row, and what deflate makes of them.
    const hold = take('tensor', 3 * (3 * width * height + height));
    try {
      return encode({ ...overlay(photo, this.#panels), channels: 3, depth: 8 });
    } finally {
      hold.release();
    }
  }
}

function wholeOf({ width, height, extent }: Photo): PhotoExtent {
  return extent ?? { left: 0, top: 0, width, height };
}
