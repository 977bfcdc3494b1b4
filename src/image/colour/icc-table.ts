import { ColourGrid } from './colour-grid.ts';
import { between, readToneCurve, type ToneCurve } from './tone-curve.ts';

/** A look-up table of an ICC profile, from the device's RGB to the profile's connection space. */
export interface IccTable {
  /** What is done to red, green and blue by themselves. */
  readonly curves: readonly [ToneCurve, ToneCurve, ToneCurve];
  /** Makes of the three results, 0 to 1, the coordinates of a colour, as a fraction of what 16 bits hold, in place. */
  readonly rest: (colour: Float64Array) => void;
  /** Whether a lightness of 100 is 0xFF00, as in version 2, and not 0xFFFF. */
  readonly isLegacy: boolean;
}

type Stage = (colour: Float64Array) => void;
type Curves = readonly [ToneCurve, ToneCurve, ToneCurve];

const LUT8 = 0x6d667431; // mft1
const LUT16 = 0x6d667432; // mft2
const LUT_A_TO_B = 0x6d414220; // mAB

const IDENTITY: Curves = [(x) => x, (x) => x, (x) => x];

/**
 * Reads a table with three channels on both sides (ICC.1:2022, 10.10 `lut16Type`, 10.11 `lut8Type` and 10.12
 * `lutAToBType`). The matrix of the first two is for XYZ on the side of the device, which RGB is not.
 *
 * @param tag the whole tag, its type first
 * @returns `undefined` when it is damaged or has another number of channels
 */
export function readIccTable(tag: Uint8Array): IccTable | undefined {
  if (tag.length < 48 || tag[8] !== 3 || tag[9] !== 3) return undefined;
  const view = new DataView(tag.buffer, tag.byteOffset, tag.byteLength);
  switch (view.getUint32(0)) {
    case LUT8:
      return readLut(tag, 48, 256, 256, 1);
    case LUT16:
      return tag.length < 52 ? undefined : readLut(tag, 52, view.getUint16(48), view.getUint16(50), 2);
    case LUT_A_TO_B:
      return readAToB(tag, view);
    default:
      return undefined;
  }
}

/** Numbers of one or two bytes as fractions; `undefined` when the tag has fewer. */
function fractions(tag: Uint8Array, at: number, count: number, bytes: number): Float32Array | undefined {
  if (at + bytes * count > tag.length) return undefined;
  const view = new DataView(tag.buffer, tag.byteOffset + at, bytes * count);
  return Float32Array.from({ length: count }, (_, i) =>
    bytes === 1 ? view.getUint8(i) / 255 : view.getUint16(2 * i) / 65_535,
  );
}

/** @param bytes of a number */
function readLut(tag: Uint8Array, start: number, inputs: number, outputs: number, bytes: number): IccTable | undefined {
  const points = tag[10] ?? 0;
  if (points < 2 || inputs < 2 || outputs < 2) return undefined;
  const gridStart = start + 3 * inputs * bytes;
  const outputStart = gridStart + 3 * points ** 3 * bytes;
  const before = fractions(tag, start, 3 * inputs, bytes);
  const grid = fractions(tag, gridStart, 3 * points ** 3, bytes);
  const after = fractions(tag, outputStart, 3 * outputs, bytes);
  if (before === undefined || grid === undefined || after === undefined) return undefined;
  const curvesOf = (samples: Float32Array, count: number): Curves => {
    const curve = (i: number): ToneCurve => between(samples.subarray(count * i, count * (i + 1)), 1);
    return [curve(0), curve(1), curve(2)];
  };
  const sample = sampleOf(new ColourGrid([points, points, points], grid));
  const finish = applied(curvesOf(after, outputs));
  return { curves: curvesOf(before, inputs), rest: inOrder([sample, finish]), isLegacy: bytes === 2 };
}

/** Curves A, grid, curves M, matrix, curves B; only the last ones are always there. */
function readAToB(tag: Uint8Array, view: DataView): IccTable | undefined {
  const [b = 0, matrix = 0, m = 0, grid = 0, a = 0] = [12, 16, 20, 24, 28].map((at) => view.getUint32(at));
  const before = a === 0 ? IDENTITY : readCurves(tag, a);
  const stages = [
    grid === 0 ? [] : readGrid(tag, grid),
    m === 0 ? [] : applied(readCurves(tag, m)),
    matrix === 0 ? [] : readMatrix(tag, matrix),
    applied(readCurves(tag, b)),
  ].flat();
  const known = stages.filter((stage) => stage !== undefined);
  if (before === undefined || known.length < stages.length) return undefined;
  return { curves: before, rest: inOrder(known), isLegacy: false };
}

/** Three curves, each beginning at a multiple of four bytes. */
function readCurves(tag: Uint8Array, start: number): Curves | undefined {
  const curves: ToneCurve[] = [];
  for (let at = start; curves.length < 3;) {
    const read = readToneCurve(tag.subarray(at));
    if (read === undefined) return undefined;
    curves.push(read.curve);
    at += 4 * Math.ceil(read.bytes / 4);
  }
  const [first, second, third] = curves;
  return first && second && third && [first, second, third];
}

function readGrid(tag: Uint8Array, start: number): Stage | undefined {
  const [first = 0, second = 0, third = 0] = tag.subarray(start, start + 3);
  const bytes = tag[start + 16];
  if (Math.min(first, second, third) < 2 || (bytes !== 1 && bytes !== 2)) return undefined;
  const values = fractions(tag, start + 20, 3 * first * second * third, bytes);
  return values && sampleOf(new ColourGrid([first, second, third], values));
}

/** Nine numbers of 16.16 bits row by row, then three that are added. */
function readMatrix(tag: Uint8Array, start: number): Stage | undefined {
  if (start + 48 > tag.length) return undefined;
  const view = new DataView(tag.buffer, tag.byteOffset + start, 48);
  const e = Float64Array.from({ length: 12 }, (_, i) => view.getInt32(4 * i) / 65_536);
  return (colour) => {
    const x = colour[0] ?? 0;
    const y = colour[1] ?? 0;
    const z = colour[2] ?? 0;
    for (let row = 0; row < 3; row++) {
      const at = 3 * row;
      colour[row] = (e[at] ?? 0) * x + (e[at + 1] ?? 0) * y + (e[at + 2] ?? 0) * z + (e[9 + row] ?? 0);
    }
  };
}

/** A fraction; also of what is none. */
const within = (value: number | undefined): number => Math.min(1, Math.max(0, value ?? 0));

function applied(curves: Curves | undefined): Stage | undefined {
  if (curves === undefined) return undefined;
  const [first, second, third] = curves;
  return (colour) => {
    colour[0] = first(within(colour[0]));
    colour[1] = second(within(colour[1]));
    colour[2] = third(within(colour[2]));
  };
}

function sampleOf(grid: ColourGrid): Stage {
  return (colour) => {
    grid.sample(within(colour[0]), within(colour[1]), within(colour[2]), colour);
  };
}

function inOrder(stages: readonly (Stage | undefined)[]): Stage {
  return (colour) => {
    for (const stage of stages) stage?.(colour);
  };
}
