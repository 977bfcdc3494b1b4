import { neededShortSide } from '../../../src/inference/picture/preprocess.ts';
import type { InputSpec } from '../../../src/contract/model.ts';
import { decodeImage, type DecodedImage } from '../../../src/image/decode.ts';
import { ImageError } from '../../../src/image/image-error.ts';
import { reasonOf } from '../../kit/failure.ts';
import { CODECS } from '../../models/onnx/runtime.ts';
import { readWithLibvips } from '../libvips.ts';
import type { Answer } from './answer.ts';
import { differenceOf } from './view.ts';

/** How the Worker and libvips see the same file. */
export type Comparison =
  /** Both read it; `by` is the mean difference in 1/255, `notes` says what may explain it. */
  | { readonly verdict: 'both read'; readonly by: number; readonly notes: readonly string[] }
  /** Both read it, but libvips shows another frame, or this is no picture file of the three formats any more. */
  | { readonly verdict: 'not compared' }
  | { readonly verdict: 'both refuse' }
  /** libvips makes a picture of it, of one of the three formats; `faulty` when it warns of a fault. */
  | { readonly verdict: 'only libvips'; readonly faulty: boolean }
  /** libvips reads it as another format, which the Worker does not decode. */
  | { readonly verdict: 'foreign'; readonly format: string }
  | { readonly verdict: 'only the Worker'; readonly message: string }
  /** The Worker answered as if it had read it, and its decoders threw in this process; or they threw what is no refusal. */
  | { readonly verdict: 'broken'; readonly message: string };

/** Formats that the Worker decodes, as libvips calls them. */
const FORMATS: readonly string[] = ['jpeg', 'png', 'webp'];

/** A whole picture takes three bytes a pixel here. */
const MAX_PIXELS = 150e6;

/**
 * Compares what the Worker answered to a file with what libvips reads, and their pixels where both read it: the Worker's
 * decoders run in this process for that, at the size that a model needs.
 */
export async function compareWithLibvips(file: Uint8Array, answer: Answer, input: InputSpec): Promise<Comparison> {
  const clean = await readWithLibvips(file, { failOn: 'warning', maxPixels: MAX_PIXELS });
  const faulty = clean.result === 'refusal';
  const theirs = faulty ? await readWithLibvips(file, { failOn: 'none', maxPixels: MAX_PIXELS }) : clean;
  if (answer.status !== 200) {
    if (theirs.result === 'refusal') return { verdict: 'both refuse' };
    const { format } = theirs;
    return FORMATS.includes(format) ? { verdict: 'only libvips', faulty } : { verdict: 'foreign', format };
  }
  if (theirs.result === 'refusal') return { verdict: 'only the Worker', message: theirs.message };
  // What Cloudflare Images turned into a JPEG is another file.
  if (theirs.result === 'animation' || !FORMATS.includes(theirs.format)) return { verdict: 'not compared' };
  try {
    const ours = await decodeImage(file, { codecs: CODECS, shortSide: neededShortSide(input) });
    return {
      verdict: 'both read',
      by: differenceOf(ours.image, theirs.image),
      notes: [...(faulty ? ['libvips warns'] : []), ...notesOf(ours)],
    };
  } catch (error) {
    const what = error instanceof ImageError ? 'the Worker read it, and the same decoders in Node say' : 'it throws';
    return { verdict: 'broken', message: `${what}: ${reasonOf(error)}` };
  }
}

function notesOf({ complete, coverage, colour }: DecodedImage): string[] {
  return [
    ...(complete ? [] : [`cut off, ${Math.floor(100 * coverage)} % is there`]),
    ...(colour === 'srgb' ? [] : [`colour profile ${colour}`]),
  ];
}
