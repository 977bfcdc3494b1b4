import { parseArgs } from 'node:util';

import { numberOption } from './number-option.ts';

/** What an experiment is told that has nothing to choose but its length. */
export interface RoundsOptions {
  readonly rounds: number;
  readonly json: string | undefined;
}

/**
 * Reads such a command line.
 * @param usual how many rounds where none are given
 * @param most how many there may be
 * @returns undefined when it asks for help
 * @throws UsageError
 */
export function parseRoundsOptions(args: readonly string[], usual: number, most: number): RoundsOptions | undefined {
  const { values } = parseArgs({
    args: [...args],
    options: {
      rounds: { type: 'string', default: String(usual) },
      json: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return undefined;
  return { rounds: numberOption('--rounds', values.rounds, { from: 1, to: most, whole: true }), json: values.json };
}
