const PRIME1: u32 = 0x9e3779b1;
const PRIME2: u32 = 0x85ebca77;
const PRIME3: u32 = 0xc2b2ae3d;
const PRIME4: u32 = 0x27d4eb2f;
const PRIME5: u32 = 0x165667b1;

/**
 * xxHash32 of some bytes of the memory; its four accumulators are the four lanes of a vector.
 * @see https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md
 */
export function checksum(from: usize, bytes: usize, seed: u32): u32 {
  const end = from + bytes;
  let hash = seed + PRIME5;
  if (bytes >= 16) {
    let sums = i32x4.add(i32x4.splat(seed), i32x4(PRIME1 + PRIME2, PRIME2, 0, 0 - PRIME1));
    for (; from + 16 <= end; from += 16) {
      sums = i32x4.add(sums, i32x4.mul(v128.load(from), i32x4.splat(PRIME2)));
      sums = i32x4.mul(v128.or(i32x4.shl(sums, 13), i32x4.shr_u(sums, 19)), i32x4.splat(PRIME1));
    }
    hash = rotl<u32>(i32x4.extract_lane(sums, 0), 1) + rotl<u32>(i32x4.extract_lane(sums, 1), 7);
    hash += rotl<u32>(i32x4.extract_lane(sums, 2), 12) + rotl<u32>(i32x4.extract_lane(sums, 3), 18);
  }
  hash += <u32>bytes;
  for (; from + 4 <= end; from += 4) hash = rotl<u32>(hash + load<u32>(from) * PRIME3, 17) * PRIME4;
  for (; from < end; from++) hash = rotl<u32>(hash + load<u8>(from) * PRIME5, 11) * PRIME1;
  hash = (hash ^ (hash >> 15)) * PRIME2;
  hash = (hash ^ (hash >> 13)) * PRIME3;
  return hash ^ (hash >> 16);
}
