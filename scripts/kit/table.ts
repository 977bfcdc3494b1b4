/**
 * Lays out text in columns: the first to the left, the others to the right, two spaces between them. A row of a single
 * cell is a heading and does not count for the widths.
 * @returns one string a row, the head first, without spaces at its end
 */
export function layOut(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  return columns([head, ...rows], (column) => column === 0);
}

/** Lays out text in columns, all to the left. */
export function alignColumns(rows: readonly (readonly string[])[]): string[] {
  return columns(rows, () => true);
}

function columns(rows: readonly (readonly string[])[], isLeft: (column: number) => boolean): string[] {
  const inColumns = rows.filter((row) => row.length > 1);
  const widthOf = (column: number): number => Math.max(0, ...inColumns.map((row) => row[column]?.length ?? 0));
  return rows.map((row) =>
    row
      .map((cell, column) => (isLeft(column) ? cell.padEnd(widthOf(column)) : cell.padStart(widthOf(column))))
      .join('  ')
      .trimEnd(),
  );
}

/**
 * The same as {@link layOut} in Markdown.
 * @param texts how many columns are to the left
 */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[], texts = 1): string[] {
  const line = (row: readonly string[]): string => `| ${row.join(' | ')} |`;
  return [line(head), line(head.map((_, index) => (index < texts ? '---' : '---:'))), ...rows.map(line)];
}

/** A time for people: three significant digits. */
export function milliseconds(value: number): string {
  return value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0);
}

/** Bytes as MiB. */
export function mebibytes(bytes: number, digits = 1): string {
  return (bytes / 2 ** 20).toFixed(digits);
}

/** A confidence interval in brackets. */
export function brackets([low, high]: readonly [number, number], write: (bound: number) => string): string {
  return `[${write(low)}, ${write(high)}]`;
}
