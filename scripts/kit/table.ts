/**
 * Lays out text in columns with two spaces between them. A row of a single cell is a heading and has no part in the widths.
 *
 * @param align side of all columns but the first, which is always aligned to the left
 * @returns one string a row, the head first, without spaces at its end
 */
export function layOut(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  align: 'left' | 'right' = 'right',
): string[] {
  const all = [head, ...rows];
  const inColumns = all.filter((row) => row.length > 1);
  const widths = head.map((_, column) => Math.max(...inColumns.map((row) => row[column]?.length ?? 0)));
  return all.map((row) =>
    row
      .map((cell, column) =>
        column === 0 || align === 'left' ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd(),
  );
}

/** A time for people: three digits count. */
export function milliseconds(value: number): string {
  return value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0);
}
