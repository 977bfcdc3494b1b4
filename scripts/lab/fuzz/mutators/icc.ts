import type { Chance } from '../chance.ts';
import { concat, fromLatin1, latin1, viewOf } from '../files/bytes.ts';
import { BYTE_MUTATORS } from './bytes.ts';

const HEADER_BYTES = 128;
const TAG_BYTES = 12;

const SIGNATURES = ['RGB ', 'GRAY', 'CMYK', 'Lab ', 'XYZ ', 'YCbr', 'mntr', 'prtr', 'scnr', 'link', 'acsp', '\0\0\0\0'];
const TAGS = ['rXYZ', 'gXYZ', 'bXYZ', 'rTRC', 'gTRC', 'bTRC', 'kTRC', 'wtpt', 'chad', 'A2B0', 'B2A0', 'desc', 'cprt'];
const TYPES = ['XYZ ', 'curv', 'para', 'mft1', 'mft2', 'mAB ', 'sf32', 'text', 'desc', '\0\0\0\0'];

/** An ICC profile (ICC.1:2022) whose header, tag table or tags are wrong in a way that a reader must survive. */
export function mutateIcc(profile: Uint8Array, chance: Chance): Uint8Array {
  const changed = profile.slice();
  if (changed.length < HEADER_BYTES + 4) return chance.bytes(chance.below(256));
  const view = viewOf(changed);
  const tags = tagsOf(changed);
  switch (chance.below(8)) {
    case 0:
      view.setUint32(0, chance.integer(32));
      return changed;
    case 1:
      // Profile class, colour space, connection space, file signature.
      changed.set(fromLatin1(chance.pick(SIGNATURES)), chance.pick([12, 16, 20, 36]));
      return changed;
    case 2:
      view.setUint32(HEADER_BYTES, chance.integer(32));
      return changed;
    case 3: {
      const { apply } = chance.pick(BYTE_MUTATORS);
      return apply(changed, chance, profile);
    }
    case 4:
      return concat(changed.subarray(0, HEADER_BYTES), chance.bytes(chance.below(512)));
    case 5:
      if (tags.length > 0) {
        const tag = chance.pick(tags);
        if (chance.oneIn(3)) changed.set(fromLatin1(chance.pick(TAGS)), tag);
        else view.setUint32(tag + (chance.oneIn(2) ? 4 : 8), chance.integer(32));
      }
      return changed;
    default:
      if (tags.length > 0) mutateTag(changed, chance.pick(tags), chance);
      return changed;
  }
}

/** Offsets of the entries of the tag table that lie inside. */
function tagsOf(profile: Uint8Array): number[] {
  const count = Math.min(100, viewOf(profile).getUint32(HEADER_BYTES));
  const offsets = Array.from({ length: count }, (_, index) => HEADER_BYTES + 4 + TAG_BYTES * index);
  return offsets.filter((at) => at + TAG_BYTES <= profile.length);
}

/** Another type, an impossible count, or extreme numbers in a curve or a colour. */
function mutateTag(profile: Uint8Array, entry: number, chance: Chance): void {
  const view = viewOf(profile);
  const at = view.getUint32(entry + 4);
  const end = Math.min(profile.length, at + view.getUint32(entry + 8));
  if (at + 12 > end) return;
  const isCurve = ['curv', 'para'].includes(latin1(profile.subarray(at, at + 4)));
  if (chance.oneIn(4)) profile.set(fromLatin1(chance.pick(TYPES)), at);
  // The count of a sampled curve, or the kind of a parametric one.
  else if (isCurve && chance.oneIn(2)) view.setUint32(at + 8, chance.integer(32));
  else {
    const last = end - 4;
    for (let times = 1 + chance.below(4); times > 0; times--) {
      view.setUint32(Math.min(last, at + 8 + 4 * chance.below((end - at - 8) >> 2)), chance.integer(32));
    }
  }
}
