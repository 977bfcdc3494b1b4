import { UsageError } from './failure.ts';

/** Which numbers an option takes. */
export interface Range {
  readonly from: number;
  readonly to: number;
  readonly whole: boolean;
}

/**
 * Reads the value of an option.
 * @throws UsageError that names the option and what it takes
 */
export function numberOption(option: string, text: string, { from, to, whole }: Range): number {
  const value = Number(text);
  if (text.trim() !== '' && value >= from && value <= to && (!whole || Number.isInteger(value))) return value;
  throw new UsageError(`${option} takes a ${whole ? 'whole ' : ''}number from ${from} to ${to}, not "${text}"`);
}
