import { toneCurve } from './tone-curve.ts';

/** Light of the device to CIE XYZ under D50, row by row. */
export type Matrix = readonly [number, number, number, number, number, number, number, number, number];

/** How samples of a picture mean light: by a curve a channel, and three primaries or none for grey. */
export type ColourProfile =
  | {
      readonly space: 'rgb';
      readonly curves: readonly [Float64Array, Float64Array, Float64Array];
      readonly matrix: Matrix;
    }
  | { readonly space: 'grey'; readonly curve: Float64Array };

const HEADER_BYTES = 128;
const TAG_BYTES = 12;
/** Real profiles have about a dozen tags. */
const MAX_TAGS = 100;

const SIGNATURE = 0x61637370; // acsp
const RGB = 0x52474220;
const GREY = 0x47524159; // GRAY
const XYZ = 0x58595a20;

/**
 * Reads an ICC profile of the kind that cameras, phones and screens have: three curves and a matrix, or one curve for
 * grey (ICC.1:2022, 8.3 and annex F.3). Whatever the bytes say, nothing outside them is read and no more than a few
 * kilobytes are allocated.
 *
 * @returns `undefined` when the profile is damaged, made of look-up tables only, or of another colour space
 */
export function readIccProfile(bytes: Uint8Array): ColourProfile | undefined {
  if (bytes.length < HEADER_BYTES + 4) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint32(36) !== SIGNATURE || view.getUint32(20) !== XYZ) return undefined;
  const tags = readTags(bytes, view);
  const curveOf = (name: string): Float64Array | undefined => toneCurve(tags.get(name) ?? new Uint8Array());
  if (view.getUint32(16) === GREY) {
    const curve = curveOf('kTRC');
    return curve && { space: 'grey', curve };
  }
  if (view.getUint32(16) !== RGB) return undefined;
  const [red, green, blue] = [curveOf('rTRC'), curveOf('gTRC'), curveOf('bTRC')];
  const [[rx, ry, rz] = [], [gx, gy, gz] = [], [bx, by, bz] = []] = ['rXYZ', 'gXYZ', 'bXYZ'].map((name) =>
    readXyz(tags.get(name)),
  );
  if (red === undefined || green === undefined || blue === undefined) return undefined;
  if (rx === undefined || ry === undefined || rz === undefined) return undefined;
  if (gx === undefined || gy === undefined || gz === undefined) return undefined;
  if (bx === undefined || by === undefined || bz === undefined) return undefined;
  return { space: 'rgb', curves: [red, green, blue], matrix: [rx, gx, bx, ry, gy, by, rz, gz, bz] };
}

function readTags(bytes: Uint8Array, view: DataView): ReadonlyMap<string, Uint8Array> {
  const tags = new Map<string, Uint8Array>();
  const count = Math.min(view.getUint32(HEADER_BYTES), MAX_TAGS);
  for (let i = 0; i < count; i++) {
    const at = HEADER_BYTES + 4 + TAG_BYTES * i;
    if (at + TAG_BYTES > bytes.length) break;
    const start = view.getUint32(at + 4);
    const name = String.fromCharCode(...bytes.subarray(at, at + 4));
    tags.set(name, bytes.subarray(start, start + view.getUint32(at + 8)));
  }
  return tags;
}

/** Three numbers of 16.16 bits (ICC.1:2022, 10.31). */
function readXyz(tag: Uint8Array | undefined): readonly number[] {
  if (tag === undefined || tag.length < 20) return [];
  const view = new DataView(tag.buffer, tag.byteOffset, tag.byteLength);
  return view.getUint32(0) === XYZ ? [8, 12, 16].map((at) => view.getInt32(at) / 65_536) : [];
}
