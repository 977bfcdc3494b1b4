import { Unzlib } from 'fflate';

import { colourTreatment, type ColourTreatment } from './colour/srgb.ts';
import type { FileHeader } from './file-header.ts';

/** Profiles of cameras and screens have hundreds of bytes to some ten thousand, tables of scanners some hundred thousand. */
export const MAX_PROFILE_BYTES = 512 * 2 ** 10;

/** Compressed bytes inflated at a time. Deflate expands at most a thousandfold, so one step makes about the maximum. */
const STEP_BYTES = 256;

/** Stands for a profile that is there but cannot be read. */
const UNREADABLE = new Uint8Array();

/** Tells how the samples of a file become sRGB. */
export function srgbTreatment(header: FileHeader): ColourTreatment {
  const profile = embeddedProfile(header);
  // The decoder has converted CMYK with the table of a common press; a CMYK profile of the file's own is ignored.
  if (header.format === 'jpeg' && header.frame.components.length === 4)
    return { colour: profile === undefined ? 'converted' : 'ignored' };
  if (profile === undefined) return { colour: 'srgb' };
  const isGrey =
    (header.format === 'jpeg' && header.frame.components.length === 1) ||
    (header.format === 'png' && (header.colourType === 0 || header.colourType === 4));
  return colourTreatment(profile, isGrey, header.format === 'png' && header.bitDepth === 16);
}

/** The ICC profile in a file: `undefined` when there is none, empty when it is damaged or larger than 512 KiB. */
function embeddedProfile(header: FileHeader): Uint8Array | undefined {
  switch (header.format) {
    case 'jpeg':
      return header.profile.length === 0 ? undefined : join(header.profile);
    case 'png':
      return header.profile === undefined ? undefined : inflate(header.profile);
    case 'webp':
      return header.profile;
  }
}

/** Joins the pieces of APP2 segments in the order of their numbers (ICC.1:2022, annex B.4). */
function join(pieces: readonly Uint8Array[]): Uint8Array {
  const ordered = pieces.toSorted((a, b) => (a[0] ?? 0) - (b[0] ?? 0));
  const isWhole = ordered.every((piece, i) => piece[0] === i + 1 && piece[1] === pieces.length);
  const length = ordered.reduce((sum, piece) => sum + piece.length - 2, 0);
  if (!isWhole || length > MAX_PROFILE_BYTES) return UNREADABLE;
  const profile = new Uint8Array(length);
  let at = 0;
  for (const piece of ordered) {
    profile.set(piece.subarray(2), at);
    at += piece.length - 2;
  }
  return profile;
}

/** Reads iCCP: a name of up to 79 bytes, a zero, a zero for deflate, and the profile (PNG specification, 11.3.2.3). */
function inflate(content: Uint8Array): Uint8Array {
  const name = content.indexOf(0);
  if (name < 1 || name > 79 || content[name + 1] !== 0) return UNREADABLE;
  const profile = new Uint8Array(MAX_PROFILE_BYTES);
  let length = 0;
  const inflater = new Unzlib((bytes) => {
    if (length + bytes.length <= MAX_PROFILE_BYTES) profile.set(bytes, length);
    length += bytes.length;
  });
  try {
    for (let at = name + 2; at < content.length && length <= MAX_PROFILE_BYTES; at += STEP_BYTES)
      inflater.push(content.subarray(at, at + STEP_BYTES));
  } catch {
    return UNREADABLE;
  }
  return length > MAX_PROFILE_BYTES ? UNREADABLE : profile.subarray(0, length);
}
