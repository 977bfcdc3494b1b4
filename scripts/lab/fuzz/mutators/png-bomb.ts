import { deflateSync } from 'node:zlib';

import type { Chance } from '../chance.ts';
import { big32, concat } from '../files/bytes.ts';
import type { PngChunk } from '../files/png-file.ts';

/** Bytes that are compressed for one picture: more would take longer to make than to refuse. */
const RAW_BYTES = 96 * 2 ** 20;
/** zlib shrinks zeros about a thousandfold; made once. */
const compressed = new Map<number, Uint8Array>();

function zeros(length: number): Uint8Array {
  const known = compressed.get(length) ?? new Uint8Array(deflateSync(new Uint8Array(length), { level: 9 }));
  compressed.set(length, known);
  return known;
}

/** A PNG of a few kilobytes that claims a huge picture, and holds it, a part of it, or more than it. */
export function flatPicture(chance: Chance): PngChunk[] {
  const [width, height] = chance.pick([
    [4000, 3000],
    [7900, 8000],
    [65_500, 900],
    [900, 65_500],
    [20_000, 20_000],
  ] as const);
  const [depth, colour, channels] = chance.pick([
    [8, 2, 3],
    [8, 6, 4],
    [16, 6, 4],
    [1, 0, 1],
    [8, 0, 1],
    [16, 2, 3],
  ] as const);
  const header = concat(big32(width), big32(height), Uint8Array.of(depth, colour, 0, 0, chance.oneIn(3) ? 1 : 0));
  const raw = height * (1 + Math.ceil((width * channels * depth) / 8));
  const sent = chance.oneIn(4) ? 65_536 : Math.min(RAW_BYTES, raw);
  return [
    { type: 'IHDR', content: header },
    { type: 'IDAT', content: zeros(sent) },
    { type: 'IEND', content: new Uint8Array() },
  ];
}
