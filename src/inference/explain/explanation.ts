import { encode } from 'fast-png';

import type { HeatMap } from '../../contract/job.ts';
import type { Image, ImageExtent } from '../../image/image.ts';
import type { Resampler } from '../../image/resize/resampler.ts';
import { resize } from '../../image/resize/resize.ts';
import type { ClassifierHead } from '../../verdict/classifier-head.ts';
import { gradCam } from '../../verdict/gradcam.ts';
import { overlay, overlaySize } from '../../verdict/overlay.ts';
import type { AssetStore } from '../../catalogue/assets.ts';
import type { Tensor } from '../engines/engine.ts';
import { headCost, loadHead } from './head-cache.ts';
import type { ModelEntry } from '../../catalogue/manifest.ts';
import { reserve } from '../memory/isolate-memory.ts';
import { DRAWN_PIXELS } from '../memory/limits.ts';
import { RefusedError } from '../refusal.ts';
import { seenExtent } from '../picture/preprocess.ts';

/** Higher levels make photographs little smaller, and take much longer. */
const DEFLATE_LEVEL = 3;

/** Heat maps of the answers of a job's models, and a picture of them. */
export class Explanation {
  readonly #assets: AssetStore;
  readonly #panels: { readonly map: HeatMap; readonly model: ModelEntry }[] = [];

  constructor(assets: AssetStore) {
    this.#assets = assets;
  }

  /**
   * Reads the classifier of a model, which its heat maps need, ahead of them. Where there is no room for it beside the
   * model, {@link explain} reads it when the model may be gone.
   */
  async prepare(model: ModelEntry): Promise<void> {
    try {
      await this.#head(model);
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error;
    }
  }

  /** @throws RefusedError `busy` */
  async #head(model: ModelEntry): Promise<ClassifierHead> {
    const reservation = reserve('model', headCost(model));
    try {
      return await loadHead(model, this.#assets);
    } finally {
      // The budget counts a cached head by itself.
      reservation.release();
    }
  }

  /**
   * Computes where the evidence for some classes lies.
   * @param features the model's output for the picture
   * @param classes indices into the model's class list
   * @throws RefusedError `busy`
   */
  async explain(model: ModelEntry, features: Tensor, classes: readonly number[]): Promise<HeatMap[]> {
    const maps = gradCam(features, await this.#head(model), classes);
    this.#panels.push(...maps.map((map) => ({ map, model })));
    return maps;
  }

  /**
   * Draws all heat maps so far over a picture, side by side, in at most about a megapixel.
   * @returns the bytes of a PNG file
   * @throws RefusedError `busy`
   */
  draw(photo: Image, resample: Resampler): Uint8Array {
    const whole = wholeOf(photo);
    const scale = Math.min(1, Math.sqrt(DRAWN_PIXELS / (this.#panels.length * whole.width * whole.height)));
    const width = Math.max(1, Math.round(whole.width * scale));
    const height = Math.max(1, Math.round(whole.height * scale));
    const panels = this.#panels.map(({ map, model }) => ({
      map,
      region: seenExtent({ left: 0, top: 0, width, height }, model.input),
    }));
    const canvas = overlaySize({ width, height }, panels.length);
    // The pixels, the same with a filter byte a row, and what deflate makes of them.
    const reservation = reserve('tensor', 3 * (3 * canvas.width + 1) * canvas.height);
    try {
      const spec = { size: [height, width], cropMode: 'squash', cropPct: 1, interpolation: 'bilinear' } as const;
      const drawn = overlay({ width, height, data: resize(photo, spec, resample) }, panels);
      return encode({ ...drawn, channels: 3, depth: 8 }, { zlib: { level: DEFLATE_LEVEL } });
    } finally {
      reservation.release();
    }
  }
}

function wholeOf({ width, height, extent }: Image): ImageExtent {
  return extent ?? { left: 0, top: 0, width, height };
}
