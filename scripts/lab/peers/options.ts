import { parseArgs } from 'node:util';

import { UsageError } from '../../kit/failure.ts';
import type { PeersOptions } from './comparison.ts';

export const HELP = `Compares EdgeLens with other ways to run the same network on the same picture, side by side on this machine.

  npm run bench -- --peers
  npm run bench -- --peers --rounds 10 --json dist/peers.json

  --rounds N       rounds, each in new processes (5)
  --warm N         warm answers of each round (20)
  --warmup N       answers before them that do not count (10)
  --picture FILE   a JPEG (a panda); all have to see the same in it
  --only A,B       beside ours only these: minimal, tensorflow, native
  --json FILE      writes everything, every single measurement included
  --markdown FILE  writes the table as Markdown

The native one is fetched from the npm registry at its first use (about 100 MB).`;

export const NAMES = ['minimal', 'tensorflow', 'native'] as const;

export interface PeersCommand extends PeersOptions {
  readonly json: string | undefined;
  readonly markdown: string | undefined;
}

/**
 * Reads the command line.
 * @returns undefined when it asks for help
 * @throws UsageError
 */
export function parsePeersOptions(args: readonly string[]): PeersCommand | undefined {
  const { values } = parseArgs({
    args: [...args],
    options: {
      rounds: { type: 'string', default: '5' },
      warm: { type: 'string', default: '20' },
      warmup: { type: 'string', default: '10' },
      picture: { type: 'string' },
      only: { type: 'string' },
      json: { type: 'string' },
      markdown: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return undefined;
  const only = values.only?.split(',').map((name) => name.trim());
  const unknown = only?.find((name) => !NAMES.some((known) => known === name));
  if (unknown !== undefined) throw new UsageError(`--only: there is no peer ${unknown}. Known: ${NAMES.join(', ')}`);
  return {
    rounds: count('--rounds', values.rounds, 1),
    warm: count('--warm', values.warm, 1),
    warmup: count('--warmup', values.warmup, 0),
    picture: values.picture,
    only,
    json: values.json,
    markdown: values.markdown,
  };
}

function count(option: string, text: string, least: number): number {
  const number = Number(text);
  if (text.trim() === '' || !Number.isInteger(number) || number < least || number > 10_000) {
    throw new UsageError(`${option} takes a whole number from ${least} to 10000`);
  }
  return number;
}
