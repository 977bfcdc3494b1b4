import type { FileHeader } from './file-header.ts';
import { MAX_BLOCK_BYTES } from './jpeg/dc-file.ts';
import { frameBlocks } from './jpeg/frame.ts';
import type { JpegHeader } from './jpeg/header.ts';
import { ImageError } from './image-error.ts';
import type { ImageFormat } from './image.ts';
import type { DecodePlan } from './decode-plan.ts';
import { inflatedBytes } from './png/header.ts';
import { STEP_BYTES } from './png/decode.ts';
import { reduction } from './resize/reduction.ts';
import type { WebpHeader } from './webp/header.ts';

/** Decoded bytes that one picture may take at its peak unless the caller says otherwise: 48 MiB. */
export const DEFAULT_DECODE_BYTES = 48 * 2 ** 20;

/**
 * Where memory does not set the limit, time does: a few bytes can claim any number of pixels, and each is looked at. The
 * largest photographs that phones take have 200 megapixels and are JPEG.
 */
const MAX_PIXELS: Readonly<Record<ImageFormat, number>> = { jpeg: 250e6, png: 64e6, webp: 64e6 };

/** Code, tables, stack and rounding to pages of the decoders, measured generously. */
const CODEC_BYTES = 2 * 2 ** 20;

/**
 * What one step of inflating may take: deflate expands up to 1,032-fold, and the buffer is copied to one of twice the
 * size where it is too small.
 */
const INFLATE_BYTES = 3 * 1032 * STEP_BYTES;

/** The WebP codec begins with this much memory, whatever the picture. */
const WEBP_HEAP_BYTES = 16 * 2 ** 20;

/**
 * The peak of memory that decoding a picture takes, in bytes, estimated from its header: everything alive at once, in
 * WebAssembly and in JavaScript, besides the file itself.
 *
 * @param fileBytes length of the file, of which most decoders hold copies
 */
export function decodeBytes(header: FileHeader, fileBytes: number, { divisor, dcOnly }: DecodePlan): number {
  const pixels = header.width * header.height;
  const kept = reduction(header.width, header.height, divisor);
  const keptPixels = kept.width * kept.height;
  // The RGB picture, and the turned one beside it.
  const rgb = 3 * keptPixels * (header.orientation === 1 ? 1 : 2);
  const decoder =
    dcOnly && header.format === 'jpeg'
      ? dcBytes(header, keptPixels)
      : decoderBytes(header, fileBytes, pixels, keptPixels);
  return CODEC_BYTES + rgb + decoder;
}

/** The DC coefficients, a file of them alone and the codec's copy of it, and what it decodes. */
function dcBytes({ frame }: JpegHeader, keptPixels: number): number {
  return (2 + 2 * MAX_BLOCK_BYTES) * frameBlocks(frame) + 2 * frame.components.length * keptPixels;
}

function decoderBytes(header: FileHeader, fileBytes: number, pixels: number, keptPixels: number): number {
  switch (header.format) {
    case 'jpeg': {
      // Planes of the components and the interleaved picture; a progressive file has all coefficients (16 bits) first.
      const { components, progressive } = header.frame;
      const planes = 2 * components.length * keptPixels;
      return fileBytes + planes + (progressive ? 128 * frameBlocks(header.frame) : 0);
    }
    case 'png': {
      // Rows are averaged as they come; interlaced ones come in no order, so all 32-bit sums wait for the last.
      const sums = header.interlaced && keptPixels < pixels ? 12 * keptPixels : 0;
      return sums + Math.min(INFLATE_BYTES, 3 * inflatedBytes(header));
    }
    case 'webp':
      return fileBytes + webpHeapBytes(header, fileBytes);
  }
}

/** The WebAssembly memory that decoding a WebP takes, in bytes. */
export function webpHeapBytes(header: WebpHeader, fileBytes: number): number {
  const pixelBytes = webpPixelBytes(header) * header.frame.width * header.frame.height;
  return Math.max(WEBP_HEAP_BYTES, pixelBytes + 2 * fileBytes);
}

/** RGBA, and what libwebp keeps beside it: the alpha plane of a lossy picture, the ARGB of a lossless one. */
function webpPixelBytes({ lossless, alpha }: WebpHeader): number {
  if (lossless) return 8.3;
  return alpha === undefined ? 4.2 : 6.3;
}

const megapixels = (pixels: number): string => (pixels / 1e6).toFixed(1);
const mebibytes = (bytes: number): string => (bytes / 2 ** 20).toFixed(1);

/**
 * Refuses a picture whose decode would pass the budget, before anything is allocated.
 *
 * @throws {ImageError} `too_large`, with the numbers.
 */
export function requireBudget(header: FileHeader, neededBytes: number, maxDecodeBytes: number): void {
  const { format, width, height } = header;
  const pixels = width * height;
  if (pixels > MAX_PIXELS[format]) {
    throw new ImageError(
      'too_large',
      `The picture has ${megapixels(pixels)} megapixels (${width} x ${height}), and ${megapixels(MAX_PIXELS[format])} ` +
        `are allowed. Send a smaller one: the models look at a few hundred pixels a side.`,
      { format, width, height, maxPixels: MAX_PIXELS[format] },
    );
  }
  if (neededBytes <= maxDecodeBytes) return;
  throw new ImageError(
    'too_large',
    `Decoding this ${formatName(header)} of ${width} x ${height} pixels would take ${mebibytes(neededBytes)} MiB of ` +
      `memory, and ${mebibytes(maxDecodeBytes)} MiB are allowed. Send a smaller picture or a baseline JPEG, which is ` +
      `decoded at a fraction of its size.`,
    { format, width, height, neededBytes: Math.ceil(neededBytes), maxDecodeBytes },
  );
}

function formatName(header: FileHeader): string {
  if (header.format === 'jpeg') return header.frame.progressive ? 'progressive JPEG' : 'JPEG';
  return header.format === 'webp' ? 'WebP' : 'PNG';
}
