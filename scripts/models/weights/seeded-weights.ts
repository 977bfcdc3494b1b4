import { sizeOf, type Tensor } from './tensor.ts';

/**
 * Weights that Python and TypeScript make alike, bit for bit: scripts/lab/references/recipe.py is the other half and says how.
 */
export function seededTensor(name: string, shape: readonly number[]): Tensor {
  const scale = scaleOf(name, shape);
  const count = sizeOf(shape);
  const data = new Float32Array(count);
  const seed = hashOf(name);
  for (let index = 0; index < count; index++) data[index] = scale(fractionAt(seed, index));
  return { shape, data };
}

/** The normalised picture of the recipe, NCHW with N = 1. */
export function seededPicture(size: number): Float32Array {
  const seed = hashOf('picture');
  return Float32Array.from({ length: 3 * size * size }, (_, index) => 2 * fractionAt(seed, index) - 1);
}

function scaleOf(name: string, shape: readonly number[]): (fraction: number) => number {
  if (name.endsWith('running_var')) return (u) => 0.25 + u;
  if (name.endsWith('running_mean')) return (u) => 0.2 * (2 * u - 1);
  if (name.endsWith('gamma')) return (u) => 0.1 + 0.4 * u;
  if (name.endsWith('bias')) return (u) => 0.2 * (2 * u - 1);
  if (shape.length === 1) return (u) => 0.6 + 0.4 * u;
  const deviation = Math.sqrt(6 / sizeOf(shape.slice(1)));
  return (u) => (2 * u - 1) * deviation;
}

/** FNV-1a, 32 bits. */
function hashOf(name: string): number {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(name)) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash;
}

/** The lowbias32 hash of a counter, its upper 24 bits as a number in [0, 1). */
function fractionAt(seed: number, index: number): number {
  let x = Math.imul(index, 0x9e3779b9) + seed;
  x ^= x >>> 16;
  x = Math.imul(x, 0x7feb352d);
  x ^= x >>> 15;
  x = Math.imul(x, 0x846ca68b);
  x ^= x >>> 16;
  return (x >>> 8) / 2 ** 24;
}
