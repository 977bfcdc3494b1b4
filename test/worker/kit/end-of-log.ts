import type { TestHarness } from 'wrangler';

/** How much of a log a failed test shows. */
const LINES = 40;

/** The last lines that the Workers of a server logged. */
export function endOfLog(server: TestHarness): string {
  const lines = server.getLogs().slice(-LINES);
  return lines.map(({ message }) => message).join('\n');
}
