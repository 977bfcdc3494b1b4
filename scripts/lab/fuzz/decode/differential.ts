import sharp from 'sharp';

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

// No input is decoded twice, and the decoders under attack need the cores.
sharp.cache(false);
sharp.concurrency(1);

/** Compares the outcome of an input with that of libvips. */
export async function compare(bytes: Uint8Array, outcome: Outcome): Promise<Comparison> {
  if (outcome.result !== 'photo' && outcome.result !== 'refusal') return { verdict: 'not compared' };
  const theirs = await libvips(bytes);
  if (theirs === undefined) return { verdict: 'not compared' };
  if (outcome.result === 'refusal') return { verdict: 'stricter', kind: outcome.kind };
  const { width, height, orientation } = outcome.header;
  const [across, down] = orientation > 4 ? [height, width] : [width, height];
  if (across === theirs.height && down === theirs.width && across !== down) return { verdict: 'turned' };
  if (across !== theirs.width || down !== theirs.height) {
    return { verdict: 'disagrees', message: `${across} x ${down} here, ${theirs.width} x ${theirs.height} in libvips` };
  }
  const by = farthest(outcome.parts, theirs.parts);
  return by > TOLERANCE ? { verdict: 'looks otherwise', by } : { verdict: 'agrees' };
}

interface Seen {
  readonly width: number;
  readonly height: number;
  readonly parts: readonly number[];
}

/** @returns undefined unless libvips decodes the whole file without a warning, and it is a still picture */
async function libvips(bytes: Uint8Array): Promise<Seen | undefined> {
  try {
    const picture = sharp(bytes, { failOn: 'warning', limitInputPixels: MAX_PIXELS });
    // The Worker shows the first frame of an animation, which need not fill the canvas that libvips shows.
    if (((await picture.metadata()).pages ?? 1) > 1) return undefined;
    const { data, info } = await picture
      .autoOrient()
      .flatten({ background: '#fff' })
      .toColourspace('srgb')
      .raw()
      .toBuffer({ resolveWithObject: true });
    if (info.channels !== 3) return undefined;
    return { width: info.width, height: info.height, parts: partsOf(data, info.width, info.height) };
  } catch {
    return undefined;
  }
}
