import { WIDE_LEVELS, type Conversion } from '../colour/srgb.ts';
import { pixelBits, type PngHeader } from './header.ts';

/** From samples of 16 bits to those that are converted. */
const WIDE_SHIFT = Math.log2(65_536 / WIDE_LEVELS);

/** Converts `count` pixels of `row`, which begin after its filter byte, to RGB on white in `rgb`. */
export type PixelReader = (row: Uint8Array, count: number, rgb: Uint8Array) => void;

const onWhite = (value: number, alpha: number): number => Math.round((value * alpha + 255 * (255 - alpha)) / 255);

/**
 * The reader for a PNG's pixel format. Of 16 bits the upper eight are used, as libpng does (`png_set_strip_16`), unless they
 * are to be converted.
 *
 * @param convert makes sRGB of samples of 16 bits
 */
export function pixelReader(header: PngHeader, convert?: Conversion): PixelReader {
  const { colourType, bitDepth } = header;
  if (bitDepth === 16 && convert !== undefined) return wideReader(header, convert);
  if (colourType === 3 || (colourType === 0 && bitDepth <= 8)) return indexReader(bitDepth, levels(header));
  return sampleReader(header);
}

/** Three bytes, on white, for each value that a sample of a grey or palette picture can have. */
function levels({ colourType, bitDepth, palette, transparency }: PngHeader): Uint8Array {
  const table = new Uint8Array(3 * 2 ** bitDepth);
  const clearGrey = colourType === 0 && transparency.length >= 2 ? (transparency[1] ?? 0) : -1;
  for (let value = 0; value < 2 ** bitDepth; value++) {
    for (let channel = 0; channel < 3; channel++) {
      const at = 3 * value + channel;
      if (colourType === 3) table[at] = onWhite(palette[at] ?? 0, transparency[value] ?? 255);
      else table[at] = value === clearGrey ? 255 : (255 * value) / (2 ** bitDepth - 1);
    }
  }
  return table;
}

/** Samples of 1, 2, 4 or 8 bits, the leftmost in the highest bits of its byte. */
function indexReader(bitDepth: number, table: Uint8Array): PixelReader {
  const perByte = 8 / bitDepth;
  const mask = 2 ** bitDepth - 1;
  return (row, count, rgb) => {
    for (let x = 0, to = 0; x < count; x++, to += 3) {
      const byte = row[1 + Math.floor(x / perByte)] ?? 0;
      const value = (byte >> (8 - bitDepth * (1 + (x % perByte)))) & mask;
      rgb[to] = table[3 * value] ?? 0;
      rgb[to + 1] = table[3 * value + 1] ?? 0;
      rgb[to + 2] = table[3 * value + 2] ?? 0;
    }
  };
}

/** Samples of whole bytes: RGB, RGBA, grey with alpha, and grey of 16 bits. */
function sampleReader(header: PngHeader): PixelReader {
  const bytes = header.bitDepth / 8;
  const isGrey = header.colourType === 0 || header.colourType === 4;
  const green = isGrey ? 0 : bytes;
  const blue = isGrey ? 0 : 2 * bytes;
  const pixel = pixelBits(header) / 8;
  const alphaOf = alphaReader(header);
  return (row, count, rgb) => {
    for (let x = 0, from = 1, to = 0; x < count; x++, from += pixel, to += 3) {
      const alpha = alphaOf(row, from);
      if (alpha === 255) {
        rgb[to] = row[from] ?? 0;
        rgb[to + 1] = row[from + green] ?? 0;
        rgb[to + 2] = row[from + blue] ?? 0;
      } else {
        rgb[to] = onWhite(row[from] ?? 0, alpha);
        rgb[to + 1] = onWhite(row[from + green] ?? 0, alpha);
        rgb[to + 2] = onWhite(row[from + blue] ?? 0, alpha);
      }
    }
  };
}

/** Samples of 16 bits, converted before they are narrowed: eight are too few for the dark colours of linear light. */
function wideReader(header: PngHeader, convert: Conversion): PixelReader {
  const isGrey = header.colourType === 0 || header.colourType === 4;
  const pixel = pixelBits(header) / 8;
  const alphaOf = alphaReader(header);
  const samples = new Uint16Array(3 * header.width);
  return (row, count, rgb) => {
    for (let x = 0, from = 1, to = 0; x < count; x++, from += pixel) {
      for (let channel = 0; channel < 3; channel++, to++) {
        const at = from + (isGrey ? 0 : 2 * channel);
        samples[to] = (((row[at] ?? 0) << 8) | (row[at + 1] ?? 0)) >> WIDE_SHIFT;
      }
    }
    convert(samples, rgb.subarray(0, 3 * count));
    for (let x = 0, from = 1; x < count; x++, from += pixel) {
      const alpha = alphaOf(row, from);
      if (alpha < 255) for (let to = 3 * x; to < 3 * x + 3; to++) rgb[to] = onWhite(rgb[to] ?? 0, alpha);
    }
  };
}

/** Tells the alpha, 0 to 255, of the pixel that begins at a place of a row of whole bytes. */
function alphaReader({ colourType, bitDepth, transparency }: PngHeader): (row: Uint8Array, from: number) => number {
  const bytes = bitDepth / 8;
  const colourBytes = (colourType === 0 || colourType === 4 ? 1 : 3) * bytes;
  if (colourType >= 4) return (row, from) => row[from + colourBytes] ?? 0;
  const clear = clearColour(transparency, bytes, colourBytes);
  if (clear === undefined) return () => 255;
  return (row, from) => (clear.every((value, i) => value === row[from + i]) ? 0 : 255);
}

/** The bytes of the one colour that counts as transparent; tRNS has two bytes a sample whatever the depth. */
function clearColour(transparency: Uint8Array, bytes: number, length: number): Uint8Array | undefined {
  const samples = length / bytes;
  if (transparency.length < 2 * samples) return undefined;
  return bytes === 2
    ? transparency.subarray(0, length)
    : transparency.filter((_, i) => i % 2 === 1).subarray(0, length);
}
