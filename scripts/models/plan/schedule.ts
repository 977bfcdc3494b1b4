import type { Geometry } from './geometry.ts';
import type { Layer } from './layer.ts';

/** One entry of the program: a layer, or two that take turns. */
export interface Unit {
  readonly layers: readonly Layer[];
  /** Rows of the second layer's result a turn. */
  readonly rows: number;
}

/** What lies between two layers in turns should stay in the second-level cache of any processor of this decade. */
const CACHED_BYTES = 192 * 1024;

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
      const rows = Math.floor((CACHED_BYTES / between.row - next.kernel) / next.stride) + 1;
      units.push({ layers: [layer, next], rows: Math.max(1, rows) });
      index++;
    } else {
      units.push({ layers: [layer], rows: 0 });
    }
  }
  return units;
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
export function ringOf({ layers: [, second], rows }: Unit, height: number): number {
  if (second?.kind !== 'depthwise') return height;
  return Math.min(height, (rows - 1) * second.stride + second.kernel);
}
