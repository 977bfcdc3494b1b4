/** From the device's linear light to CIE XYZ under D50, row by row. */
export type Matrix = readonly [number, number, number, number, number, number, number, number, number];

/** How samples become light: a curve for each channel and the matrix of the primaries, or one curve for grey. */
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

/** `XYZ ` as an old program by Corbis wrote it, and `curv` as one by Monaco did; little-cms reads both. */
const BROKEN_XYZ = 0x17a505b8;
const BROKEN_CURVE = 0x9478ee00;

/**
 * Reads an ICC profile of the kind that cameras, phones and screens have: three curves and a matrix, or one curve for
 * grey (ICC.1:2022, 8.3 and annex F.3). Whatever the bytes are, nothing outside of them is read and at most a few
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
  return [XYZ, BROKEN_XYZ].includes(view.getUint32(0)) ? [8, 12, 16].map((at) => view.getInt32(at) / 65_536) : [];
}

/** Levels of a sample of eight bits. */
const LEVELS = 256;

/** Offset of a curve's data, behind its type and reserved bytes. */
const START = 8;

/**
 * Reads a tone curve of an ICC profile (ICC.1:2022, 10.6 `curv` and 10.18 `para`).
 *
 * @param tag the whole tag, its type first
 * @returns light, 0 to 1, for each of 256 levels, or `undefined` when the tag is not a valid curve
 */
function toneCurve(tag: Uint8Array): Float64Array | undefined {
  if (tag.length < START + 4) return undefined;
  const view = new DataView(tag.buffer, tag.byteOffset, tag.byteLength);
  switch (view.getUint32(0)) {
    case 0x63757276:
    case BROKEN_CURVE:
      return sampledCurve(view);
    case 0x70617261:
      return parametricCurve(view);
    default:
      return undefined;
  }
}

/** `count` samples at equal distances. A single one is an exponent; none means the identity. */
function sampledCurve(view: DataView): Float64Array | undefined {
  const count = view.getUint32(START);
  if (count > (view.byteLength - START - 4) / 2) return undefined;
  const sample = (i: number): number => view.getUint16(START + 4 + 2 * i);
  if (count === 0) return curve((x) => x);
  if (count === 1) return curve((x) => x ** (sample(0) / 256));
  return curve((x) => {
    const place = x * (count - 1);
    const left = Math.min(count - 2, Math.floor(place));
    return (sample(left) + (place - left) * (sample(left + 1) - sample(left))) / 65_535;
  });
}

/** Number of parameters for each kind of function, 0 to 4 (table 68). */
const PARAMETERS = [1, 3, 4, 5, 7];

function parametricCurve(view: DataView): Float64Array | undefined {
  const kind = view.getUint16(START);
  const count = PARAMETERS[kind];
  if (count === undefined || view.byteLength < START + 4 + 4 * count) return undefined;
  const [g = 1, a = 1, b = 0, c = 0, d = 0, e = 0, f = 0] = Array.from(
    { length: count },
    (_, i) => view.getInt32(START + 4 + 4 * i) / 65_536,
  );
  switch (kind) {
    case 0:
      return curve((x) => x ** g);
    case 1:
      return curve((x) => (x >= -b / a ? (a * x + b) ** g : 0));
    case 2:
      return curve((x) => (x >= -b / a ? (a * x + b) ** g + c : c));
    default:
      // Without e and f, kind 3 is kind 4.
      return curve((x) => (x >= d ? (a * x + b) ** g + e : c * x + f));
  }
}

/** Tabulates a function; `undefined` when one of its values is not finite. */
function curve(light: (level: number) => number): Float64Array | undefined {
  const table = Float64Array.from({ length: LEVELS }, (_, level) => light(level / (LEVELS - 1)));
  return table.every(Number.isFinite) ? table.map((value) => Math.min(1, Math.max(0, value))) : undefined;
}
