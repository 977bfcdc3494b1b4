import type { PngHeader } from './header.ts';

/** Converts `count` pixels of `row`, which begin after its filter byte, to RGB on white in `rgb`. */
export type PixelReader = (row: Uint8Array, count: number, rgb: Uint8Array) => void;

const onWhite = (value: number, alpha: number): number => Math.round((value * alpha + 255 * (255 - alpha)) / 255);

/** The reader for a PNG's pixel format. Of 16 bits the upper eight are used, as libpng does (`png_set_strip_16`). */
export function pixelReader(header: PngHeader): PixelReader {
  const { colourType, bitDepth } = header;
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
function sampleReader({ colourType, bitDepth, transparency }: PngHeader): PixelReader {
  const bytes = bitDepth / 8;
  const isGrey = colourType === 0 || colourType === 4;
  const hasAlpha = colourType >= 4;
  const green = isGrey ? 0 : bytes;
  const blue = isGrey ? 0 : 2 * bytes;
  const alphaAt = isGrey ? bytes : 3 * bytes;
  const pixel = alphaAt + (hasAlpha ? bytes : 0);
  const clear = hasAlpha ? undefined : clearColour(transparency, bytes, alphaAt);
  return (row, count, rgb) => {
    for (let x = 0, from = 1, to = 0; x < count; x++, from += pixel, to += 3) {
      let alpha = hasAlpha ? (row[from + alphaAt] ?? 0) : 255;
      if (clear?.every((value, i) => value === row[from + i]) === true) alpha = 0;
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

/** The bytes of the one colour that counts as transparent; tRNS has two bytes a sample whatever the depth. */
function clearColour(transparency: Uint8Array, bytes: number, length: number): Uint8Array | undefined {
  const samples = length / bytes;
  if (transparency.length < 2 * samples) return undefined;
  return bytes === 2
    ? transparency.subarray(0, length)
    : transparency.filter((_, i) => i % 2 === 1).subarray(0, length);
}
