import { parseRoundsOptions, type RoundsOptions } from '../../kit/rounds-options.ts';

export const HELP = `Measures what photographs of several kinds take from the file to a model's input tensor, in this process, and
prints two ratios: 12 megapixels against decoding all of them with @jsquash/jpeg and scaling with @jsquash/resize, and a
picture of 1024 x 768 against the inference of efficientnet_b0 on onnxruntime.

  npm run bench -- --photos

  --rounds N       rounds that count; in each, all take turns (15)
  --json FILE      writes the figures

The two packages are fetched from the npm registry at the first use (6 MB).`;

/** Reads the command line, see {@link parseRoundsOptions}. */
export function parsePhotosOptions(args: readonly string[]): RoundsOptions | undefined {
  return parseRoundsOptions(args, 15, 1000);
}
