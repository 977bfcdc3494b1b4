/** Levels of a sample of eight bits. */
const LEVELS = 256;

/** What follows type and reserved bytes of a curve. */
const START = 8;

/**
 * Reads a tone curve of an ICC profile (ICC.1:2022, 10.6 `curv` and 10.18 `para`).
 *
 * @param tag the whole tag, its type first
 * @returns light, 0 to 1, for each of 256 levels, or `undefined` when it is no curve
 */
export function toneCurve(tag: Uint8Array): Float64Array | undefined {
  if (tag.length < START + 4) return undefined;
  const view = new DataView(tag.buffer, tag.byteOffset, tag.byteLength);
  switch (view.getUint32(0)) {
    case 0x63757276:
      return sampledCurve(view);
    case 0x70617261:
      return parametricCurve(view);
    default:
      return undefined;
  }
}

/** `count` samples at equal distances; a single one is a power, none the straight line. */
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

/** Tabulates a function; one that leaves the numbers makes no curve. */
function curve(light: (level: number) => number): Float64Array | undefined {
  const table = Float64Array.from({ length: LEVELS }, (_, level) => light(level / (LEVELS - 1)));
  return table.every(Number.isFinite) ? table.map((value) => Math.min(1, Math.max(0, value))) : undefined;
}
