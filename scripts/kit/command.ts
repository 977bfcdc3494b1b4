import { reasonOf, UsageError } from './failure.ts';

/**
 * Runs a command line tool and ends it as its users expect: one or two sentences instead of a stack trace, 2 as the exit
 * code for a command line that cannot be understood, 1 for everything else that went wrong.
 */
export async function runCommand(command: () => Promise<void> | void): Promise<void> {
  try {
    await command();
  } catch (error) {
    console.error(`edgelens: ${reasonOf(error)}`);
    process.exitCode = error instanceof UsageError || isArgumentError(error) ? 2 : 1;
  }
}

/** Says what is being done, beside what a command prints as its result. */
export function report(line: string): void {
  console.error(`edgelens: ${line}`);
}

/** What node:util's parseArgs throws. */
function isArgumentError(error: unknown): boolean {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');
}
