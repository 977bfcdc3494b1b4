import { cmykToRgb } from './cmyk.ts';
import type { JpegHeader } from './jpeg-header.ts';
import { PhotoError } from './photo-error.ts';
import type { Photo } from './photo.ts';
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
 * have read zeros and filled the rest with grey. A complete picture never gets there: it is closed with ones anyway.
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
 * Decodes a JPEG with a fresh instance of imagescript's codec, at a fraction of its size.
 *
 * @param divisor 1, 2, 4 or 8: the inverse DCT yields that many times fewer pixels a side
 * @returns the picture as stored, not yet turned, and the bytes of WebAssembly memory that the decode took
 * @throws {PhotoError} `truncated` or `not_a_picture`.
 * @throws {Error} whatever the codec traps with.
 */
export function decodeJpeg(
  bytes: Uint8Array,
  header: JpegHeader,
  codec: WebAssembly.Module,
  divisor: number,
): { photo: Photo; wasmBytes: number } {
  const { width, height, extent } = reduction(header.width, header.height, divisor);
  const exports = new WebAssembly.Instance(codec).exports as unknown as JpegExports;
  const start = header.components === 4 && !header.adobe ? ADOBE_START : bytes.subarray(0, START_BYTES);
  const scans = bytes.subarray(START_BYTES, header.end);
  // A progressive file may end between two of its scans, where nothing shows that finer ones are missing.
  const mayBeWhole = header.end !== undefined || !header.progressive;
  const picture = mayBeWhole ? run(exports, [start, scans, TAIL], width, height) : 0;
  if (picture < 2) {
    const isCut = header.end === undefined || run(exports, [start, scans, END], width, height) >= 2;
    if (isCut)
      throw new PhotoError('truncated', 'The JPEG file has lost the end of its picture. Send the whole file again.');
    throw new PhotoError('not_a_picture', 'The JPEG file is damaged and cannot be decoded. Save or send it again.');
  }
  if (exports.decode_width(picture) !== width || exports.decode_height(picture) !== height)
    throw new Error('The JPEG codec returned a picture of another size.');
  const pixels = width * height;
  const channels = header.components;
  const samples = new Uint8Array(exports.memory.buffer, exports.decode_buffer(picture), channels * pixels);
  const data = channels === 3 ? samples.slice() : channels === 1 ? greyToRgb(samples) : cmykToRgb(samples);
  return { photo: { width, height, data, extent }, wasmBytes: exports.memory.buffer.byteLength };
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
