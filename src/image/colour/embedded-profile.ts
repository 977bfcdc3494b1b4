import { Unzlib } from 'fflate';

import type { FileHeader } from '../file-header.ts';

/** Profiles of cameras and screens have hundreds of bytes to some ten thousand; larger ones are tables for printers. */
const MAX_BYTES = 256 * 2 ** 10;

/** Compressed bytes inflated at a time: as deflate expands at most a thousandfold, about as much as is allowed. */
const STEP_BYTES = 256;

/** What stands for a profile that is there but cannot be read. */
const UNREADABLE = new Uint8Array();

/** The ICC profile inside a file: `undefined` when there is none, empty when it is damaged or larger than 256 KiB. */
export function embeddedProfile(header: FileHeader): Uint8Array | undefined {
  switch (header.format) {
    case 'jpeg':
      return header.profile.length === 0 ? undefined : join(header.profile);
    case 'png':
      return header.profile === undefined ? undefined : inflate(header.profile);
    case 'webp':
      return header.profile;
  }
}

/** Puts the pieces of APP2 segments in the order of their numbers (ICC.1:2022, annex B.4). */
function join(pieces: readonly Uint8Array[]): Uint8Array {
  const ordered = pieces.toSorted((a, b) => (a[0] ?? 0) - (b[0] ?? 0));
  const isWhole = ordered.every((piece, i) => piece[0] === i + 1 && piece[1] === pieces.length);
  const length = ordered.reduce((sum, piece) => sum + piece.length - 2, 0);
  if (!isWhole || length > MAX_BYTES) return UNREADABLE;
  const profile = new Uint8Array(length);
  let at = 0;
  for (const piece of ordered) {
    profile.set(piece.subarray(2), at);
    at += piece.length - 2;
  }
  return profile;
}

/** A name of up to 79 bytes, a zero, a zero for deflate, and the profile (PNG specification, 11.3.2.3). */
function inflate(content: Uint8Array): Uint8Array {
  const name = content.indexOf(0);
  if (name < 1 || name > 79 || content[name + 1] !== 0) return UNREADABLE;
  const profile = new Uint8Array(MAX_BYTES);
  let length = 0;
  const inflater = new Unzlib((bytes) => {
    if (length + bytes.length <= MAX_BYTES) profile.set(bytes, length);
    length += bytes.length;
  });
  try {
    for (let at = name + 2; at < content.length && length <= MAX_BYTES; at += STEP_BYTES)
      inflater.push(content.subarray(at, at + STEP_BYTES));
  } catch {
    return UNREADABLE;
  }
  return length > MAX_BYTES ? UNREADABLE : profile.subarray(0, length);
}
