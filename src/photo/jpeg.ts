import { cmykToRgb } from './cmyk.ts';
import { hasEveryComponent, hideMissing, isFirstPass, jpegCoverage, type Coverage } from './jpeg-coverage.ts';
import type { JpegHeader } from './jpeg-header.ts';
import { PhotoError } from './photo-error.ts';
import { requireCoverage, type Picture } from './picture.ts';
import { reduction } from './reduction.ts';

interface JpegExports {
  readonly memory: WebAssembly.Memory;
  readonly walloc: (bytes: number) => number;
  /** Returns 0 when the picture is damaged, 1 when it cannot be scaled, or else a pointer. */
  readonly decode: (pointer: number, length: number, width: number, height: number) => number;
  readonly decode_width: (picture: number) => number;
  readonly decode_height: (picture: number) => number;
  /** 0 grey, 1 RGB, 2 CMYK */
  readonly decode_format: (picture: number) => number;
  readonly decode_buffer: (picture: number) => number;
}

/**
 * The end of a scan, after which follow ones and the end-of-image marker. A Huffman code of ones alone does not exist
 * (ITU-T T.81, annex C), so the decoder fails when it runs past the data of a picture that was cut off, where it would
 * have read zeros and filled the rest with streaks. A complete picture never gets there: it is closed with ones anyway.
 */
const TAIL = Uint8Array.from([...Array.from({ length: 16 }, () => [0xff, 0x00]).flat(), 0xff, 0xd9]);
const END = Uint8Array.of(0xff, 0xd9);

/**
 * Start of image and an Adobe segment that says "no transform", without which the codec refuses four components. It
 * takes them for inverted as in Adobe's own files; so do browsers and libvips, segment or not.
 */
const ADOBE_START = Uint8Array.of(0xff, 0xd8, 0xff, 0xee, 0, 14, 0x41, 0x64, 0x6f, 0x62, 0x65, 0, 100, 0, 0, 0, 0, 0);
const START_BYTES = 2;

/**
 * Decodes a JPEG with a fresh instance of imagescript's codec, at a fraction of its size. What a file that was cut off
 * has lost becomes grey, as libjpeg has it; of a progressive file the scan that was cut is left out.
 *
 * @param divisor 1, 2, 4 or 8: the inverse DCT yields that many times fewer pixels a side
 * @returns the picture as stored, not yet turned
 * @throws {PhotoError} `truncated` or `not_a_picture`.
 * @throws {Error} whatever the codec traps with.
 */
export function decodeJpeg(bytes: Uint8Array, header: JpegHeader, codec: WebAssembly.Module, divisor: number): Picture {
  if (!hasEveryComponent(header)) requireCoverage('JPEG', 0);
  const exports = new WebAssembly.Instance(codec).exports as unknown as JpegExports;
  const { width, height, extent } = reduction(header.width, header.height, divisor);
  const start = header.frame.components.length === 4 && !header.adobe ? ADOBE_START : bytes.subarray(0, START_BYTES);
  const decode = (end: number, tail: Uint8Array): number =>
    run(exports, [start, bytes.subarray(START_BYTES, end), tail], width, height);

  let coverage: Coverage | undefined;
  let picture = decode(header.end, TAIL);
  if (picture < 2) {
    coverage = jpegCoverage(bytes, header);
    requireCoverage('JPEG', coverage.share);
    const last = header.scans.at(-1);
    picture = decode(last === undefined || isFirstPass(last) ? header.end : last.at, END);
  }
  if (picture < 2)
    throw new PhotoError('not_a_picture', 'The JPEG file is damaged and cannot be decoded. Save or send it again.');
  if (exports.decode_width(picture) !== width || exports.decode_height(picture) !== height)
    throw new Error('The JPEG codec returned a picture of another size.');
  const channels = header.frame.components.length;
  const samples = new Uint8Array(exports.memory.buffer, exports.decode_buffer(picture), channels * width * height);
  const data = channels === 3 ? samples.slice() : channels === 1 ? greyToRgb(samples) : cmykToRgb(samples);
  const photo = { width, height, data, extent };
  if (coverage !== undefined && coverage.share < 1) hideMissing(photo, coverage, divisor);
  return {
    photo,
    wasmBytes: exports.memory.buffer.byteLength,
    complete: coverage === undefined && header.isClosed,
    coverage: coverage?.share ?? 1,
  };
}

/** Copies the parts of a file into the codec and decodes them; the codec takes the copy over. */
function run(exports: JpegExports, parts: readonly Uint8Array[], width: number, height: number): number {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const pointer = exports.walloc(length);
  const input = new Uint8Array(exports.memory.buffer, pointer, length);
  let at = 0;
  for (const part of parts) {
    input.set(part, at);
    at += part.length;
  }
  return exports.decode(pointer, length, width, height);
}

function greyToRgb(grey: Uint8Array): Uint8Array {
  const rgb = new Uint8Array(3 * grey.length);
  for (let i = 0, to = 0; i < grey.length; i++, to += 3) rgb.fill(grey[i] ?? 0, to, to + 3);
  return rgb;
}
