import { parseArgs, type ParseArgsOptionsConfig } from 'node:util';

import { reasonOf, UsageError } from '../../kit/failure.ts';
import type { Terminal } from '../../kit/terminal.ts';

/** One command of `npm run models`. */
export interface Command {
  readonly summary: string;
  readonly help: string;
  /** Returns the exit code. */
  readonly run: (args: readonly string[], terminal: Terminal) => Promise<number>;
}

/** @throws UsageError for arguments that the options do not allow */
export function parse(
  args: readonly string[],
  options: ParseArgsOptionsConfig = {},
): { values: Record<string, unknown>; positionals: string[] } {
  try {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
    return { values, positionals };
  } catch (error) {
    throw new UsageError(reasonOf(error));
  }
}

/** A text option that may be left out. */
export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
