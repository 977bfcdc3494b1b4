/** An error that the user can act on; only its message is shown. */
export class Failure extends Error {
  override name = 'Failure';
}

/** A command line that cannot be understood; the command line tool exits with 2. */
export class UsageError extends Failure {
  override name = 'UsageError';
}

/** Somebody ended a command before it had a result; the command line tool exits with 130, as after any Ctrl-C. */
export class Interrupted extends Failure {
  override name = 'Interrupted';
}

/** The message of any thrown value. */
export function reasonOf(error: unknown): string {
  if (isCode(error, 'ENOSPC')) return 'the disk is full (ENOSPC): free some space and run the command again';
  return error instanceof Error ? error.message : String(error);
}

/** Whether a thrown value is a system error with this code, such as `ENOENT`. */
export function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
