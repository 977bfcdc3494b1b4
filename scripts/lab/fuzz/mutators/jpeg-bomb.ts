import { bodyLimit } from '../../../kit/worker/limits.ts';
import type { Chance } from '../chance.ts';
import { big16, concat } from '../files/bytes.ts';
import { DHT, DQT, EOI, type JpegPart, segment, SOI, SOS } from '../files/jpeg-file.ts';

/** Largest body that the Worker accepts, less some bytes for the headers. */
const FILE_BYTES = bodyLimit() - 4096;

/** A table whose only code is `0`, for the symbol 0: "no difference" for DC, "end of block" for AC. */
const ONE_CODE = [1, ...new Array<number>(15).fill(0), 0];

/**
 * A JPEG that takes as much time as possible for its size: two zero bits are a whole block of 8 x 8 pixels, and each
 * scan goes over all of them.
 */
export function flatScans(chance: Chance): JpegPart[] {
  const components = chance.pick([1, 1, 3, 4]);
  const progressive = chance.oneIn(3);
  // The largest cost seconds each, so they are rare.
  const [width, height] = chance.oneIn(8)
    ? chance.pick([
        [65_500, 3800],
        [8000, 8000],
        [16_000, 15_600],
      ] as const)
    : [chance.pick([800, 2500, 4000]), chance.pick([600, 3000])];
  const ids = Array.from({ length: components }, (_, index) => index + 1);
  const blocks = components * Math.ceil(width / 8) * Math.ceil(height / 8);
  const data = new Uint8Array(Math.ceil(blocks / 4));
  const most = Math.max(1, Math.floor(FILE_BYTES / data.length));
  const scan = (): JpegPart => ({
    marker: SOS,
    content: Uint8Array.of(components, ...ids.flatMap((id) => [id, 0]), 0, progressive ? 0 : 63, 0),
    data,
  });
  return [
    { marker: SOI, content: undefined, data: new Uint8Array() },
    segment(DQT, Uint8Array.of(0, ...new Array<number>(64).fill(1))),
    segment(
      progressive ? 0xc2 : 0xc0,
      concat(
        Uint8Array.of(8),
        big16(height),
        big16(width),
        Uint8Array.of(components, ...ids.flatMap((id) => [id, 0x11, 0])),
      ),
    ),
    segment(DHT, Uint8Array.of(0x00, ...ONE_CODE)),
    segment(DHT, Uint8Array.of(0x10, ...ONE_CODE)),
    ...Array.from({ length: Math.min(most, chance.pick([1, 2, 5, 100])) }, scan),
    { marker: EOI, content: undefined, data: new Uint8Array() },
  ];
}
