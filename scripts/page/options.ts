import { parseArgs } from 'node:util';

import { numberOption } from '../bench/number-option.ts';

export const HELP = `Measures what a visitor of the page waits for in a real Chromium: until the page takes a picture, and from choosing
one of 12 megapixels until its answer is on the screen, by the first request of a Worker and by the next. On this machine
as it is, and with the processor and the networks of a phone emulated.

  npm run bench -- --page

  --rounds N       visits for each condition, each to a Worker that was just started (5)
  --json FILE      writes the figures`;

export interface PageOptions {
  readonly rounds: number;
  readonly json: string | undefined;
}

/**
 * Reads the command line.
 * @returns undefined when it asks for help
 * @throws UsageError
 */
export function parsePageOptions(args: readonly string[]): PageOptions | undefined {
  const { values } = parseArgs({
    args: [...args],
    options: {
      rounds: { type: 'string', default: '5' },
      json: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return undefined;
  return { rounds: numberOption('--rounds', values.rounds, { from: 1, to: 100, whole: true }), json: values.json };
}
