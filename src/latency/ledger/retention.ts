import type { Env } from '../../env.ts';

/** How much a location keeps: whichever of the two is less. */
export interface Retention {
  readonly rows: number;
  /** In ms. */
  readonly age: number;
}

const DAY = 24 * 60 * 60 * 1000;

/** @throws Error when the variables are no positive numbers */
export function retentionOf({ LEDGER_ROWS = 50_000, LEDGER_DAYS = 30 }: Env): Retention {
  const rows = Number(LEDGER_ROWS);
  const age = Number(LEDGER_DAYS) * DAY;
  if (!(Number.isInteger(rows) && rows > 0)) throw new Error('LEDGER_ROWS is not a whole number above 0');
  if (!(Number.isFinite(age) && age > 0)) throw new Error('LEDGER_DAYS is not a number above 0');
  return { rows, age };
}
