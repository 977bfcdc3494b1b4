import { readWithLibvips } from '../../libvips.ts';
import { farthest, partsOf } from './likeness.ts';
import type { Outcome } from './outcome.ts';

/** How the Worker's decoders and libvips (through sharp) see the same input. */
export type Comparison =
  /** libvips gives a warning, or the picture is too large to be decoded whole here. */
  | { readonly verdict: 'not compared' }
  | { readonly verdict: 'agrees' }
  /** libvips decodes it without a warning, and it is refused here. */
  | { readonly verdict: 'stricter'; readonly kind: string }
  /** Both decode it, and the sides are exchanged: one reads another orientation. */
  | { readonly verdict: 'turned' }
  /** Both decode it, and their colours differ somewhere; `by` in 1/255. */
  | { readonly verdict: 'looks otherwise'; readonly by: number }
  /** Both decode it, to different sizes. */
  | { readonly verdict: 'disagrees'; readonly message: string };

/** Whole pictures of more pixels are not decoded for comparison. */
const MAX_PIXELS = 4e6;
/** Decoders round, scale and convert differently. */
const TOLERANCE = 16;

/** Compares the outcome of an input with that of libvips. */
export async function compare(bytes: Uint8Array, outcome: Outcome): Promise<Comparison> {
  if (outcome.result !== 'photo' && outcome.result !== 'refusal') return { verdict: 'not compared' };
  const reading = await readWithLibvips(bytes, { failOn: 'warning', maxPixels: MAX_PIXELS });
  if (reading.result !== 'picture') return { verdict: 'not compared' };
  const theirs = reading.image;
  if (outcome.result === 'refusal') return { verdict: 'stricter', kind: outcome.kind };
  const { width, height, orientation } = outcome.header;
  const [across, down] = orientation > 4 ? [height, width] : [width, height];
  if (across === theirs.height && down === theirs.width && across !== down) return { verdict: 'turned' };
  if (across !== theirs.width || down !== theirs.height) {
    return { verdict: 'disagrees', message: `${across} x ${down} here, ${theirs.width} x ${theirs.height} in libvips` };
  }
  const by = farthest(outcome.parts, partsOf(theirs.data, theirs.width, theirs.height));
  return by > TOLERANCE ? { verdict: 'looks otherwise', by } : { verdict: 'agrees' };
}
