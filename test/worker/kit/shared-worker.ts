import { inject } from 'vitest';

/** Where the Worker answers that files share which run in this process one after the other, without a slash at the end. */
export function sharedOrigin(): string {
  return ofThisProcess(inject('origins'));
}

/** Where the end of its log is. */
export function sharedLog(): string {
  return ofThisProcess(inject('logs'));
}

function ofThisProcess(all: readonly string[]): string {
  const found = all[Number(process.env['VITEST_POOL_ID']) - 1];
  if (found === undefined) throw new Error(`no Worker for process ${String(process.env['VITEST_POOL_ID'])}`);
  return found;
}
