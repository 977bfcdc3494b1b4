/** Profiles of cameras and screens have hundreds of bytes to some ten thousand, tables of scanners some hundred thousand. */
export const MAX_PROFILE_BYTES = 512 * 2 ** 10;

/** Stands for a profile that is there but cannot be read. */
export const UNREADABLE_PROFILE = new Uint8Array();

/**
 * Joins the pieces of a profile in APP2 segments of a JPEG in the order of their numbers (ICC.1:2022, annex B.4).
 * @returns the profile, empty when it is not whole or too large
 */
export function joinProfile(pieces: readonly Uint8Array[]): Uint8Array {
  const ordered = pieces.toSorted((a, b) => (a[0] ?? 0) - (b[0] ?? 0));
  const isWhole = ordered.every((piece, i) => piece[0] === i + 1 && piece[1] === pieces.length);
  const length = ordered.reduce((sum, piece) => sum + piece.length - 2, 0);
  if (!isWhole || length > MAX_PROFILE_BYTES) return UNREADABLE_PROFILE;
  const profile = new Uint8Array(length);
  let at = 0;
  for (const piece of ordered) {
    profile.set(piece.subarray(2), at);
    at += piece.length - 2;
  }
  return profile;
}
