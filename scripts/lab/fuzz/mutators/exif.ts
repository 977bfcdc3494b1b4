import type { Chance } from '../chance.ts';
import { concat } from '../files/bytes.ts';
import {
  EXIF_POINTER,
  exifBlock,
  findDirectory,
  LONG,
  ORIENTATION,
  SHORT,
  type TiffEntry,
} from '../files/exif-block.ts';
import { BYTE_MUTATORS } from './bytes.ts';

/** An EXIF block, mutated from a given one or made up: directories that loop, point outside or never end. */
export function mutateExif(block: Uint8Array, chance: Chance): Uint8Array {
  switch (chance.below(5)) {
    case 0:
      return madeUp(chance);
    case 1: {
      const { apply } = chance.pick(BYTE_MUTATORS);
      return apply(block, chance, madeUp(chance));
    }
    case 2:
      return block.subarray(0, chance.below(block.length + 1));
    default:
      return patched(block, chance);
  }
}

function entryOf(chance: Chance): TiffEntry {
  const tag = chance.pick([ORIENTATION, ORIENTATION, EXIF_POINTER, 0x0100, 0x8825, 0xa005, chance.integer(16)]);
  return {
    tag,
    type: chance.oneIn(3) ? chance.integer(16) : chance.pick([SHORT, SHORT, LONG, 1, 2, 5, 7, 10, 12, 13]),
    count: chance.oneIn(2) ? 1 : chance.integer(32),
    value: chance.oneIn(2) ? chance.below(10) : chance.integer(32),
  };
}

function madeUp(chance: Chance): Uint8Array {
  const many = chance.oneIn(10) ? 4000 : 6;
  const entries = Array.from({ length: chance.below(many) }, () => entryOf(chance));
  const block = exifBlock(entries, {
    little: chance.oneIn(2),
    // Its own header, its own directory, inside of an entry, outside.
    ...(chance.oneIn(3) && { first: chance.pick([0, 2, 4, 7, 9, 20, chance.integer(32)]) }),
    ...(chance.oneIn(3) && { count: chance.integer(16) }),
    ...(chance.oneIn(2) && { next: chance.pick([8, 10, 0xffffffff, chance.integer(32)]) }),
  });
  return chance.oneIn(4) ? concat(block, chance.bytes(chance.below(64))) : block;
}

/** Changes fields of the first directory where they stand. */
function patched(block: Uint8Array, chance: Chance): Uint8Array {
  const changed = block.slice();
  const directory = findDirectory(changed);
  if (directory === undefined) return madeUp(chance);
  const { view, little, at, entries } = directory;
  switch (chance.below(6)) {
    case 0:
      // Says the other byte order than it has.
      view.setUint16(0, chance.oneIn(4) ? chance.integer(16) : little ? 0x4d4d : 0x4949);
      break;
    case 1:
      view.setUint16(2, chance.integer(16), little);
      break;
    case 2:
      view.setUint32(4, chance.integer(32), little);
      break;
    case 3:
      view.setUint16(at, chance.integer(16), little);
      break;
    default: {
      if (entries.length === 0) break;
      const entry = chance.pick(entries);
      if (chance.oneIn(2)) view.setUint16(entry, ORIENTATION, little);
      if (chance.oneIn(2)) view.setUint16(entry + 2, chance.oneIn(2) ? SHORT : chance.integer(16), little);
      if (chance.oneIn(2)) view.setUint32(entry + 4, chance.integer(32), little);
      if (chance.oneIn(2)) view.setUint16(entry + 8, chance.below(12), little);
      else view.setUint32(entry + 8, chance.integer(32), little);
    }
  }
  return changed;
}
