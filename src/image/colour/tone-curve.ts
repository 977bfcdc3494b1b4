/** Light, or whatever a curve yields, for a level; both from 0 to 1, though a malformed curve yields anything. */
export type ToneCurve = (level: number) => number;

const CURVE = 0x63757276; // curv
const PARAMETRIC = 0x70617261; // para
/** `curv` as an old program by Monaco wrote it; little-cms reads it. */
const BROKEN_CURVE = 0x9478ee00;

/** Offset of a curve's data, behind its type and reserved bytes. */
const START = 8;

/**
 * Reads a tone curve of an ICC profile (ICC.1:2022, 10.6 `curv` and 10.18 `para`).
 *
 * @param tag the curve, its type first, and whatever follows
 * @returns the curve and the bytes that it takes, or `undefined` when it is not valid
 */
export function readToneCurve(tag: Uint8Array): { curve: ToneCurve; bytes: number } | undefined {
  if (tag.length < START + 4) return undefined;
  const view = new DataView(tag.buffer, tag.byteOffset, tag.byteLength);
  switch (view.getUint32(0)) {
    case CURVE:
    case BROKEN_CURVE:
      return sampledCurve(view);
    case PARAMETRIC:
      return parametricCurve(view);
    default:
      return undefined;
  }
}

/** `count` samples at equal distances. A single one is an exponent; none means the identity. */
function sampledCurve(view: DataView): { curve: ToneCurve; bytes: number } | undefined {
  const count = view.getUint32(START);
  if (count > (view.byteLength - START - 4) / 2) return undefined;
  const samples = Float64Array.from({ length: count }, (_, i) => view.getUint16(START + 4 + 2 * i));
  const exponent = (samples[0] ?? 0) / 256;
  const curve = count === 0 ? (x: number) => x : count === 1 ? (x: number) => x ** exponent : between(samples, 65_535);
  return { curve, bytes: START + 4 + 2 * count };
}

/** The straight lines between samples at equal distances, two at least. */
export function between(samples: ArrayLike<number>, highest: number): ToneCurve {
  return (x) => {
    const place = x * (samples.length - 1);
    const left = Math.min(samples.length - 2, Math.floor(place));
    const value = samples[left] ?? 0;
    return (value + (place - left) * ((samples[left + 1] ?? 0) - value)) / highest;
  };
}

/** Number of parameters for each kind of function, 0 to 4 (table 68). */
const PARAMETERS = [1, 3, 4, 5, 7];

function parametricCurve(view: DataView): { curve: ToneCurve; bytes: number } | undefined {
  const kind = view.getUint16(START);
  const count = PARAMETERS[kind];
  if (count === undefined || view.byteLength < START + 4 + 4 * count) return undefined;
  const parameters = Array.from({ length: count }, (_, i) => view.getInt32(START + 4 + 4 * i) / 65_536);
  return { curve: parametric(kind, parameters), bytes: START + 4 + 4 * count };
}

function parametric(kind: number, [g = 1, a = 1, b = 0, c = 0, d = 0, e = 0, f = 0]: readonly number[]): ToneCurve {
  switch (kind) {
    case 0:
      return (x) => x ** g;
    case 1:
      return (x) => (x >= -b / a ? (a * x + b) ** g : 0);
    case 2:
      return (x) => (x >= -b / a ? (a * x + b) ** g + c : c);
    default:
      // Without e and f, kind 3 is kind 4.
      return (x) => (x >= d ? (a * x + b) ** g + e : c * x + f);
  }
}

/** Tabulates a curve for `levels` levels; `undefined` when one of its values is not finite. */
export function tabulate(curve: ToneCurve, levels: number): Float64Array | undefined {
  const table = Float64Array.from({ length: levels }, (_, level) => curve(level / (levels - 1)));
  return table.every(Number.isFinite) ? table.map((value) => Math.min(1, Math.max(0, value))) : undefined;
}
