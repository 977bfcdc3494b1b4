import { jpegCodecs } from '../codec/codecs.ts';
import type { JpegCodec } from '../codec/jpeg-codec.ts';
import { cmykToRgb } from '../colour/cmyk.ts';
import type { DecoderOutput } from '../decoder-output.ts';
import { requireCoverage, undecodable, unfinished } from '../refusal.ts';
import { reduction } from '../resize/box-filter.ts';
import { hideMissing, jpegCoverage, missingRestarts, type Coverage } from './coverage.ts';
import { hasEveryComponent, isFirstPass, type JpegScan } from './frame.ts';
import type { JpegHeader } from './header.ts';
import { plainFile } from './plain-file.ts';

/**
 * Ones, put behind the last scan. No Huffman code consists of ones alone (ITU-T T.81, annex
 * C), so the codec fails when it runs past the data of a picture that was cut off; otherwise it would read zeros and fill
 * the rest with streaks. In a complete picture the codec never reaches them.
 */
const ONES = Uint8Array.from(Array.from({ length: 16 }, () => [0xff, 0x00]).flat());
const END = Uint8Array.of(0xff, 0xd9);

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
  if (!hasEveryComponent(header.frame, header.scans)) throw unfinished(header, 'JPEG');
  const picture = jpegCodecs.use(codec, (instance) => decodeWith(instance, bytes, header, divisor));
  if (picture !== undefined) return picture;
  throw undecodable(header);
}

/** @returns `undefined` when the codec finds the picture damaged */
function decodeWith(
  instance: JpegCodec,
  bytes: Uint8Array,
  header: JpegHeader,
  divisor: number,
): DecoderOutput | undefined {
  const padded = withinCodec(header);
  const { width, height } = reduction(padded.width, padded.height, divisor);
  const channels = header.frame.components.length;
  const decode = (scans: readonly JpegScan[], ...tail: Uint8Array[]): Uint8Array | undefined =>
    instance.decode([...plainFile(bytes, padded, scans), ...tail], width, height, (samples) =>
      channels === 3 ? samples.slice() : channels === 1 ? greyToRgb(samples) : cmykToRgb(samples),
    );

  let coverage: Coverage | undefined;
  const last = header.scans.at(-1);
  const isFirst = last === undefined || isFirstPass(last);
  // The codec traps where it expects a restart marker and finds none. A finer scan that lacks some is left out.
  const restarts = last === undefined ? new Uint8Array() : missingRestarts(bytes, header.frame, last);
  let data = isFirst || restarts.length === 0 ? decode(header.scans, ONES, restarts, END) : undefined;
  if (data === undefined) {
    coverage = jpegCoverage(bytes, header);
    // Codes that make no sense say nothing of where the data end.
    if (coverage.isBroken) return undefined;
    requireCoverage(header, coverage.share);
    data = isFirst ? decode(header.scans, restarts, END) : decode(header.scans.slice(0, -1), END);
  }
  if (data === undefined) return undefined;
  if (data.length !== 3 * width * height) throw new Error('The JPEG codec returned a picture of another kind.');
  const { extent, ...size } = reduction(header.width, header.height, divisor);
  const image = { ...size, data: crop(data, width, size), extent };
  if (coverage !== undefined && coverage.share < 1) hideMissing(image, coverage, divisor);
  return {
    image,
    wasmBytes: instance.bytes,
    complete: coverage === undefined && header.isClosed,
    coverage: coverage?.share ?? 1,
  };
}

/** The codec fails on pictures of a few pixels. */
const FEWEST_PIXELS = 8;

/** The same picture with whole blocks, which the file has in any case, where it is too narrow or too low for the codec. */
function withinCodec(header: JpegHeader): JpegHeader {
  if (Math.min(header.width, header.height) >= FEWEST_PIXELS) return header;
  const whole = (pixels: number): number => 8 * Math.ceil(pixels / 8);
  const [width, height] = [whole(header.width), whole(header.height)];
  return { ...header, width, height, frame: { ...header.frame, width, height } };
}

/** The upper left part of RGB pixels. */
function crop(data: Uint8Array, rowPixels: number, { width, height }: { width: number; height: number }): Uint8Array {
  if (data.length === 3 * width * height) return data;
  const part = new Uint8Array(3 * width * height);
  for (let y = 0; y < height; y++) {
    const from = 3 * rowPixels * y;
    part.set(data.subarray(from, from + 3 * width), 3 * width * y);
  }
  return part;
}

function greyToRgb(grey: Uint8Array): Uint8Array {
  const rgb = new Uint8Array(3 * grey.length);
  for (let i = 0, to = 0; i < grey.length; i++, to += 3) rgb.fill(grey[i] ?? 0, to, to + 3);
  return rgb;
}
