import { readIccTable, type IccTable } from './icc-table.ts';
import { readToneCurve, type ToneCurve } from './tone-curve.ts';

/** From the device's linear light to CIE XYZ under D50, row by row. */
export type Matrix = readonly [number, number, number, number, number, number, number, number, number];

/**
 * How samples become light: a curve for each channel and the matrix of the primaries, or one curve for grey; or how they
 * become colours, by a table.
 */
export type ColourProfile =
  | { readonly space: 'rgb'; readonly curves: readonly [ToneCurve, ToneCurve, ToneCurve]; readonly matrix: Matrix }
  | { readonly space: 'table'; readonly table: IccTable; readonly isLab: boolean; readonly version: number }
  | { readonly space: 'grey'; readonly curve: ToneCurve };

const HEADER_BYTES = 128;
const TAG_BYTES = 12;
const NONE = new Uint8Array();
/** Real profiles have about a dozen tags. */
const MAX_TAGS = 100;

const SIGNATURE = 0x61637370; // acsp
const RGB = 0x52474220;
const GREY = 0x47524159; // GRAY
const XYZ = 0x58595a20;
const LAB = 0x4c616220;

/** `XYZ ` as an old program by Corbis wrote it; little-cms reads it. */
const BROKEN_XYZ = 0x17a505b8;

/**
 * Reads an ICC profile of the kind that cameras, phones, screens and scanners have: a table for colours as they are to be
 * perceived, or else three curves and a matrix, or one curve for grey (ICC.1:2022, 8.3 and annex F.3). Whatever the bytes
 * are, nothing outside of them is read and little more than their length is allocated.
 *
 * @returns `undefined` when the profile is damaged or of another colour space
 */
export function readIccProfile(bytes: Uint8Array): ColourProfile | undefined {
  if (bytes.length < HEADER_BYTES + 4) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint32(36) !== SIGNATURE) return undefined;
  const tags = readTags(bytes, view);
  const [device, connection] = [view.getUint32(16), view.getUint32(20)];
  const table = device === RGB ? readIccTable(tags.get('A2B0') ?? NONE) : undefined;
  if (table !== undefined && (connection === XYZ || connection === LAB))
    return { space: 'table', table, isLab: connection === LAB, version: view.getUint8(8) };
  if (connection !== XYZ) return undefined;
  const curveOf = (name: string): ToneCurve | undefined => readToneCurve(tags.get(name) ?? NONE)?.curve;
  if (device === GREY) {
    const curve = curveOf('kTRC');
    return curve && { space: 'grey', curve };
  }
  if (device !== RGB) return undefined;
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
  return [XYZ, BROKEN_XYZ].includes(view.getUint32(0)) ? [8, 12, 16].map((at) => view.getInt32(at) / 65_536) : [];
}
