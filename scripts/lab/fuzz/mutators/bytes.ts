import { big16, big32, concat, viewOf } from '../files/bytes.ts';
import type { Chance } from '../chance.ts';
import { type ByteMutator, byteMutator } from './mutator.ts';

/** Longest block that is copied, moved or made up. */
const BLOCK_BYTES = 4096;
/** Largest input in which blocks are doubled; larger ones would only be slow. */
const FILE_BYTES = 4 * 2 ** 20;

/** Where a block lies in a file. */
function blockOf(bytes: Uint8Array, chance: Chance): readonly [from: number, to: number] {
  const from = chance.below(bytes.length);
  const longest = chance.oneIn(4) ? bytes.length : BLOCK_BYTES;
  return [from, Math.min(bytes.length, from + 1 + chance.below(chance.oneIn(3) ? 16 : longest))];
}

/** Changes that ignore the format. */
export const BYTE_MUTATORS: readonly ByteMutator[] = [
  byteMutator('flip bits', (bytes, chance) => {
    const changed = bytes.slice();
    for (let times = 1 + chance.below(chance.oneIn(4) ? 200 : 6); times > 0; times--) {
      const at = chance.below(changed.length);
      changed[at] = (changed[at] ?? 0) ^ (1 << chance.below(8));
    }
    return changed;
  }),
  byteMutator('set bytes', (bytes, chance) => {
    const changed = bytes.slice();
    for (let times = 1 + chance.below(6); times > 0; times--) {
      changed[chance.below(changed.length)] = chance.integer(8);
    }
    return changed;
  }),
  byteMutator('set a number', (bytes, chance) => {
    const changed = bytes.slice();
    // Where headers are, as often as anywhere else.
    const reach = chance.oneIn(2) ? Math.min(64, changed.length) : changed.length;
    if (changed.length < 4) return changed;
    const at = Math.min(chance.below(reach), changed.length - 4);
    const view = viewOf(changed);
    if (chance.oneIn(2)) view.setUint32(at, chance.integer(32), chance.oneIn(2));
    else view.setUint16(at, chance.integer(16), chance.oneIn(2));
    return changed;
  }),
  byteMutator('delete a block', (bytes, chance) => {
    const [from, to] = blockOf(bytes, chance);
    return concat(bytes.subarray(0, from), bytes.subarray(to));
  }),
  byteMutator('copy a block', (bytes, chance) => {
    const [from, to] = blockOf(bytes, chance);
    const at = chance.below(bytes.length);
    const times = bytes.length > FILE_BYTES ? 0 : 1 + chance.below(chance.oneIn(5) ? 20 : 2);
    const copies = Array.from({ length: times }, () => bytes.subarray(from, to));
    return concat(bytes.subarray(0, at), ...copies, bytes.subarray(at));
  }),
  byteMutator('overwrite a block', (bytes, chance) => {
    const changed = bytes.slice();
    const [from, to] = blockOf(bytes, chance);
    if (chance.oneIn(3)) changed.fill(chance.integer(8), from, to);
    else if (chance.oneIn(2)) changed.set(chance.bytes(to - from), from);
    else changed.copyWithin(chance.below(changed.length), from, to);
    return changed;
  }),
  byteMutator('insert a block', (bytes, chance) => {
    const at = chance.below(bytes.length);
    const block = chance.oneIn(2)
      ? chance.bytes(1 + chance.below(64))
      : concat(...Array.from({ length: 1 + chance.below(8) }, () => numberOf(chance)));
    return concat(bytes.subarray(0, at), block, bytes.subarray(at));
  }),
  byteMutator('cut', (bytes, chance) =>
    bytes.slice(0, chance.oneIn(8) ? chance.below(64) : chance.below(bytes.length + 1)),
  ),
  byteMutator('append', (bytes, chance, donor) =>
    concat(bytes, chance.oneIn(2) ? donor : chance.bytes(chance.below(1024))),
  ),
  byteMutator('splice', (bytes, chance, donor) =>
    concat(bytes.subarray(0, chance.below(bytes.length + 1)), donor.subarray(chance.below(donor.length + 1))),
  ),
  byteMutator('transplant a block', (bytes, chance, donor) => {
    const [from, to] = blockOf(donor, chance);
    const at = chance.below(bytes.length);
    const keep = chance.oneIn(2) ? at : Math.min(bytes.length, at + to - from);
    return concat(bytes.subarray(0, at), donor.subarray(from, to), bytes.subarray(keep));
  }),
];

function numberOf(chance: Chance): Uint8Array {
  return chance.oneIn(2) ? big16(chance.integer(16)) : big32(chance.integer(32));
}
