import type { Geometry } from './geometry.ts';
import type { DepthwiseLayer, Layer } from './layer.ts';
import { PANEL } from './panels.ts';

/** Bytes of a pixel in one panel. */
const PANEL_PIXEL_BYTES = 4 * PANEL;

/** One entry of the program: a layer, or two that take turns, by rows or by slices of channels. */
export interface Unit {
  readonly layers: readonly Layer[];
  /** Rows of the second layer's result a turn. */
  readonly rows: number;
  /** Panels of the first layer a turn, of all rows; 0 when each turn has all panels of some rows. */
  readonly slice: number;
}

/** What lies between two layers in turns should stay in the second-level cache of any processor of this decade. */
const CACHED_BYTES = 192 * 1024;

/**
 * What lies between two layers in slices, of which the second reads each row several times. Slices are of 32 to 64 channels,
 * so that both layers read whole cache lines and the weights of a slice stay in the first-level cache.
 */
const SLICE_BYTES = 128 * 1024;
const [FEWEST_PANELS, MOST_PANELS] = [4, 8];

/**
 * Decides which layers take turns: a convolution and the depthwise one that alone reads it, when the value between them
 * is too large for the cache.
 *
 * @param kept Values that must exist as a whole.
 */
export function schedule(
  layers: readonly Layer[],
  geometries: ReadonlyMap<string, Geometry>,
  kept: readonly string[],
): Unit[] {
  const units: Unit[] = [];
  for (let index = 0; index < layers.length; index++) {
    const [layer, next] = layers.slice(index, index + 2);
    if (!layer) break;
    const between = geometries.get(layer.output);
    const readers = layers.filter((other) => readsOf(other).includes(layer.output));
    if (
      (layer.kind === 'stem' || layer.kind === 'pointwise') &&
      next?.kind === 'depthwise' &&
      next.input === layer.output &&
      readers.length === 1 &&
      !kept.includes(layer.output) &&
      between &&
      between.row * between.height > CACHED_BYTES
    ) {
      units.push({ layers: [layer, next], ...turnsOf(layer, next, between, geometries.get(next.output)) });
      index++;
    } else {
      units.push({ layers: [layer], rows: 0, slice: 0 });
    }
  }
  return units;
}

/** Slices where the map is small enough for them, otherwise rows. */
function turnsOf(
  layer: Layer,
  next: DepthwiseLayer,
  between: Geometry,
  after: Geometry | undefined,
): Pick<Unit, 'rows' | 'slice'> {
  const panels = between.pixel / PANEL_PIXEL_BYTES;
  const most = Math.min(MOST_PANELS, Math.floor((SLICE_BYTES * panels) / (between.row * between.height)));
  if (layer.kind === 'pointwise' && layer.residual === undefined && most >= FEWEST_PANELS && after) {
    return { rows: after.height, slice: Math.ceil(panels / Math.ceil(panels / most)) };
  }
  const rows = Math.floor((CACHED_BYTES / between.row - next.kernel) / next.stride) + 1;
  return { rows: Math.max(1, rows), slice: 0 };
}

/** How the value between two layers lies in memory: of all channels, or of one slice. */
export function betweenOf({ slice }: Unit, geometry: Geometry): Geometry {
  if (slice === 0) return geometry;
  const pixel = slice * PANEL_PIXEL_BYTES;
  return { ...geometry, pixel, row: (geometry.row / geometry.pixel) * pixel };
}

/** The values that a layer reads. */
export function readsOf(layer: Layer): string[] {
  if (layer.kind !== 'pointwise') return [layer.input];
  return [layer.input, layer.residual, layer.gate].filter((value) => value !== undefined);
}

/** The values that a layer writes. */
export function writesOf(layer: Layer): string[] {
  return layer.kind === 'depthwise' && layer.pool !== undefined ? [layer.output, layer.pool] : [layer.output];
}

/** Rows of the value between two layers in turns that are there at the same time. */
export function ringOf({ layers: [, second], rows, slice }: Unit, height: number): number {
  if (second?.kind !== 'depthwise' || slice > 0) return height;
  return Math.min(height, (rows - 1) * second.stride + second.kernel);
}
