/**
 * Undoes the filter of one row in place (PNG specification, chapter 9).
 *
 * @param row the filter's number, then the filtered bytes
 * @param above the row above, without its filter: a zero, then the bytes
 * @param pixelBytes bytes from a sample to the same sample of the pixel on the left, at least 1
 * @throws {Error} when the filter does not exist
 */
export function unfilter(row: Uint8Array, above: Uint8Array, pixelBytes: number): void {
  const filter = row[0] ?? 0;
  if (filter > 4) throw new Error(`There is no filter ${filter}.`);
  row[0] = 0;
  const { length } = row;
  switch (filter) {
    case 1:
      for (let i = pixelBytes + 1; i < length; i++) row[i] = (row[i] ?? 0) + (row[i - pixelBytes] ?? 0);
      return;
    case 2:
      for (let i = 1; i < length; i++) row[i] = (row[i] ?? 0) + (above[i] ?? 0);
      return;
    case 3:
      for (let i = 1; i < length; i++) {
        const left = i > pixelBytes ? (row[i - pixelBytes] ?? 0) : 0;
        row[i] = (row[i] ?? 0) + ((left + (above[i] ?? 0)) >> 1);
      }
      return;
    case 4:
      for (let i = 1; i < length; i++) {
        const left = i > pixelBytes ? (row[i - pixelBytes] ?? 0) : 0;
        const corner = i > pixelBytes ? (above[i - pixelBytes] ?? 0) : 0;
        row[i] = (row[i] ?? 0) + paeth(left, above[i] ?? 0, corner);
      }
  }
}

/** The neighbour that is nearest to left + above - corner. */
function paeth(left: number, above: number, corner: number): number {
  const toLeft = Math.abs(above - corner);
  const toAbove = Math.abs(left - corner);
  const toCorner = Math.abs(left + above - 2 * corner);
  if (toLeft <= toAbove && toLeft <= toCorner) return left;
  return toAbove <= toCorner ? above : corner;
}
