import { parseRoundsOptions, type RoundsOptions } from '../../kit/rounds-options.ts';

export const HELP = `Measures what a visitor of the page waits for in a real Chromium: until the page takes a picture, and from choosing
one of 12 megapixels until its answer is on the screen, by the first request of a Worker and by the next. On this machine
as it is, and with the processor and the networks of a phone emulated.

  npm run bench -- --page

  --rounds N       visits for each condition, each to a Worker that was just started (5)
  --json FILE      writes the figures`;

/** Reads the command line, see {@link parseRoundsOptions}. */
export function parsePageOptions(args: readonly string[]): RoundsOptions | undefined {
  return parseRoundsOptions(args, 5, 100);
}
