import { Unzlib } from 'fflate';

import { MAX_PROFILE_BYTES, UNREADABLE_PROFILE } from '../embedded-profile.ts';

/** Compressed bytes inflated at a time. Deflate expands at most a thousandfold, so one step makes about the maximum. */
const STEP_BYTES = 256;

/**
 * Reads iCCP: a name of up to 79 bytes, a zero, a zero for deflate, and the profile (PNG specification, 11.3.2.3).
 * @returns the profile, empty when it is damaged or too large
 */
export function inflateProfile(content: Uint8Array): Uint8Array {
  const name = content.indexOf(0);
  if (name < 1 || name > 79 || content[name + 1] !== 0) return UNREADABLE_PROFILE;
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
    return UNREADABLE_PROFILE;
  }
  return length > MAX_PROFILE_BYTES ? UNREADABLE_PROFILE : profile.subarray(0, length);
}
