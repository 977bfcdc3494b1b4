/**
 * Whether a file ends with a mark, zeros behind it aside. A file that does was not cut off, even when a wrong length in its
 * middle hides the mark from those who follow the lengths.
 */
export function endsWithMark(bytes: Uint8Array, mark: readonly number[]): boolean {
  const end = bytes.findLastIndex((byte) => byte !== 0) + 1;
  return end >= mark.length && mark.every((value, i) => bytes[end - mark.length + i] === value);
}
