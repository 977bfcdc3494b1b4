import { jpegCodecs } from '../codec/codecs.ts';
import type { JpegCodec } from '../codec/jpeg-codec.ts';
import { cmykToRgb } from '../colour/cmyk.ts';
import { requireCoverage, type DecoderOutput } from '../decoder-output.ts';
import { ImageError } from '../image-error.ts';
import { reduction } from '../resize/box-filter.ts';
import { hideMissing, jpegCoverage, type Coverage } from './coverage.ts';
import { hasEveryComponent, isFirstPass } from './frame.ts';
import type { JpegHeader } from './header.ts';

/**
 * Ones and the end-of-image marker, put behind the last scan. No Huffman code consists of ones alone (ITU-T T.81, annex
 * C), so the codec fails when it runs past the data of a picture that was cut off; otherwise it would read zeros and fill
 * the rest with streaks. In a complete picture the codec never reaches them.
 */
const TAIL = Uint8Array.from([...Array.from({ length: 16 }, () => [0xff, 0x00]).flat(), 0xff, 0xd9]);
const END = Uint8Array.of(0xff, 0xd9);

/**
 * Start of image and an Adobe segment that says "no transform": without one the codec refuses four components. It takes
 * them for inverted, as in Adobe's own files. So do browsers and libvips, with or without the segment.
 */
const ADOBE_START = Uint8Array.of(0xff, 0xd8, 0xff, 0xee, 0, 14, 0x41, 0x64, 0x6f, 0x62, 0x65, 0, 100, 0, 0, 0, 0, 0);
const START_BYTES = 2;

/**
 * Decodes a JPEG with imagescript's codec, at a fraction of its size. Pixels that a file has lost because it was cut off
 * become grey, as libjpeg makes them; of a progressive file the scan that was cut is left out.
 *
 * @param divisor 1, 2, 4 or 8: the inverse DCT yields that many times fewer pixels a side
 * @returns the image as stored, not yet turned
 * @throws {ImageError} `truncated` or `not_a_picture`
 * @throws {Error} whatever the codec traps with
 */
export function decodeJpeg(
  bytes: Uint8Array,
  header: JpegHeader,
  codec: WebAssembly.Module,
  divisor: number,
): DecoderOutput {
  if (!hasEveryComponent(header.frame, header.scans)) requireCoverage('JPEG', 0);
  const picture = jpegCodecs.use(codec, (instance) => decodeWith(instance, bytes, header, divisor));
  if (picture !== undefined) return picture;
  throw new ImageError('not_a_picture', 'The JPEG file is damaged and cannot be decoded. Save or send it again.');
}

/** @returns `undefined` when the codec finds the picture damaged */
function decodeWith(
  instance: JpegCodec,
  bytes: Uint8Array,
  header: JpegHeader,
  divisor: number,
): DecoderOutput | undefined {
  const { width, height, extent } = reduction(header.width, header.height, divisor);
  const channels = header.frame.components.length;
  const start = channels === 4 && !header.adobe ? ADOBE_START : bytes.subarray(0, START_BYTES);
  const decode = (end: number, tail: Uint8Array): Uint8Array | undefined =>
    instance.decode([start, bytes.subarray(START_BYTES, end), tail], width, height, (samples) =>
      channels === 3 ? samples.slice() : channels === 1 ? greyToRgb(samples) : cmykToRgb(samples),
    );

  let coverage: Coverage | undefined;
  let data = decode(header.end, TAIL);
  if (data === undefined) {
    coverage = jpegCoverage(bytes, header);
    requireCoverage('JPEG', coverage.share);
    const last = header.scans.at(-1);
    data = decode(last === undefined || isFirstPass(last) ? header.end : last.at, END);
  }
  if (data === undefined) return undefined;
  if (data.length !== 3 * width * height) throw new Error('The JPEG codec returned a picture of another kind.');
  const image = { width, height, data, extent };
  if (coverage !== undefined && coverage.share < 1) hideMissing(image, coverage, divisor);
  return {
    image,
    wasmBytes: instance.bytes,
    complete: coverage === undefined && header.isClosed,
    coverage: coverage?.share ?? 1,
  };
}

function greyToRgb(grey: Uint8Array): Uint8Array {
  const rgb = new Uint8Array(3 * grey.length);
  for (let i = 0, to = 0; i < grey.length; i++, to += 3) rgb.fill(grey[i] ?? 0, to, to + 3);
  return rgb;
}
