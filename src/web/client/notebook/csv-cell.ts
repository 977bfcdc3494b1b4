/** Excel takes a file without it for one in the code page of its system, in which no Japanese label is legible. */
export const BYTE_ORDER_MARK = '\u{FEFF}';

/** What makes a spreadsheet compute a cell, also in full width (https://owasp.org/www-community/attacks/CSV_Injection). */
const FORMULA = /^[=+\-@＝＋－＠\t\r\n]/;

/** A text that no spreadsheet computes: what it would begins with an apostrophe. */
export function harmless(text: string): string {
  return FORMULA.test(text) ? `'${text}` : text;
}

/** A text as the cell of a table of RFC 4180, {@link harmless}. */
export function csvCell(text: string): string {
  const cell = harmless(text);
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

/** A score with six digits: more would be noise, and a smaller number would get an exponent. */
export function csvDecimal(score: number): string {
  return String(Number(score.toFixed(6)));
}

/** A line of such a table. */
export function csvLine(cells: readonly string[]): string {
  return `${cells.join(',')}\r\n`;
}
