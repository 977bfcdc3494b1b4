import type { FileHeader } from './file-header.ts';
import { ImageError } from './image-error.ts';
import type { ImageFormat } from './image.ts';
import { isMisread } from './jpeg/codec-grid.ts';
import { MAX_BLOCK_BYTES } from './jpeg/dc-file.ts';
import { frameBlocks } from './jpeg/frame.ts';
import type { JpegHeader } from './jpeg/header.ts';
import { INFLATE_STEP_BYTES, inflatedBytes } from './png/header.ts';
import { reduction } from './resize/box-filter.ts';
import { MAX_PROFILE_BYTES } from './embedded-profile.ts';
import type { WebpHeader } from './webp/header.ts';

/** How a picture is decoded. */
export interface DecodePlan {
  /** The image has this many times fewer pixels a side than the file. */
  readonly divisor: number;
  /** Whether only the DC coefficients of a progressive JPEG are read. They suffice for an eighth of its size. */
  readonly dcOnly: boolean;
}

/** A plan and the memory that it takes. */
interface CostedPlan extends DecodePlan {
  /** The most memory that the decode takes at once, besides the file, in bytes. */
  readonly neededBytes: number;
  /** What is left of that when it has ended. */
  readonly imageBytes: number;
}

/**
 * A reduced image must still have this many times the short side. The scaled inverse DCT (by its divisor) and the box
 * filter are cruder than the resize that follows, and chroma of half the size is reduced as much as the rest. Measured on
 * eight photographs at their own size, 4:2:0, against resizing the full image: with these factors pixels are 1 to 2/255
 * off on average after an inverse DCT and 0.3/255 after a box filter; with exactly the short side an inverse DCT is 2 to
 * 4/255 off.
 */
const MARGIN = { dct: { 8: 2, 4: 2, 2: 1.5 }, box: 2 } as const;

/**
 * Above this many bytes a progressive JPEG is decoded at an eighth of its size, if that is large enough. One of 12
 * megapixels takes 45 MiB as a whole, and at an eighth a model sees pixels that differ by less than 2/255.
 */
const COEFFICIENT_BYTES = 24 * 2 ** 20;

/** Pixels a side of a block of DCT coefficients. */
const BLOCK = 8;

/**
 * Decides how far a picture is reduced while it is decoded, so that the caller's resize has enough pixels to work with and
 * the memory suffices. A JPEG that would take too much memory, and a progressive one that would take much, is decoded at a
 * smaller fraction of its size, if that still has the short side, though without the margin.
 *
 * @param shortSide pixels that the caller needs on the short side
 * @param maxImageBytes most memory that the image may take once it is decoded
 * @throws {ImageError} `too_large`
 */
export function planDecode(
  header: FileHeader,
  fileBytes: number,
  shortSide: number,
  maxDecodeBytes: number,
  maxImageBytes = maxDecodeBytes,
): CostedPlan {
  const isProgressive = header.format === 'jpeg' && header.frame.progressive;
  const costed = (divisor: number): CostedPlan => {
    const plan = { divisor, dcOnly: isProgressive && divisor === BLOCK };
    const { width, height } = reduction(header.width, header.height, divisor);
    return { ...plan, neededBytes: decodeBytes(header, fileBytes, plan), imageBytes: 3 * width * height };
  };
  const first = costed(divisorFor(header, shortSide));
  const coarser = coarserDivisors(header, first.divisor, shortSide).map(costed);
  const dcOnly = coarser.find((plan) => plan.dcOnly);
  const plans = dcOnly !== undefined && first.neededBytes > COEFFICIENT_BYTES ? [dcOnly] : [first, ...coarser];
  const plan =
    plans.find(({ neededBytes, imageBytes }) => neededBytes <= maxDecodeBytes && imageBytes <= maxImageBytes) ??
    plans.at(-1) ??
    first;
  requireBudget(header, plan, { maxDecodeBytes, maxImageBytes });
  return plan;
}

/** Divisors of a JPEG that leave the short side, though without the margin; the finest first. */
function coarserDivisors({ format, width, height }: FileHeader, divisor: number, shortSide: number): number[] {
  if (format !== 'jpeg') return [];
  return [2, 4, BLOCK].filter((other) => other > divisor && Math.ceil(Math.min(width, height) / other) >= shortSide);
}

function divisorFor({ format, width, height }: FileHeader, shortSide: number): number {
  const short = Math.min(width, height);
  if (format !== 'jpeg') return Math.max(1, Math.floor(short / (MARGIN.box * shortSide)));
  return ([8, 4, 2] as const).find((divisor) => short / divisor >= MARGIN.dct[divisor] * shortSide) ?? 1;
}

/** Most memory that a decode may take at once unless the caller says otherwise: 48 MiB. */
export const DEFAULT_DECODE_BYTES = 48 * 2 ** 20;

/**
 * Limits the time of a decode: a file of a few bytes can claim any number of pixels. The largest photographs that phones
 * take have 200 megapixels and are JPEG.
 */
const MAX_PIXELS: Readonly<Record<ImageFormat, number>> = { jpeg: 250e6, png: 64e6, webp: 64e6 };

/** Code, tables and stack of a decoder, rounded up to pages and then generously. */
const CODEC_BYTES = 2 * 2 ** 20;

/**
 * Most memory of one inflating step: deflate expands up to 1,032-fold, and a buffer that is too small is copied to one of
 * twice its size.
 */
const INFLATE_BYTES = 3 * 1032 * INFLATE_STEP_BYTES;

/** The WebP codec begins with this much memory, whatever the picture. */
const WEBP_HEAP_BYTES = 16 * 2 ** 20;

/**
 * Estimates from the header the most memory that decoding a picture takes at once, in bytes: in WebAssembly and in
 * JavaScript, without the file itself.
 *
 * @param fileBytes length of the file; most decoders copy it
 */
export function decodeBytes(header: FileHeader, fileBytes: number, { divisor, dcOnly }: DecodePlan): number {
  const pixels = header.width * header.height;
  const kept = reduction(header.width, header.height, divisor);
  const keptPixels = kept.width * kept.height;
  // The RGB image, and its turned copy.
  const rgb = 3 * keptPixels * (header.orientation === 1 ? 1 : 2);
  const decoder =
    dcOnly && header.format === 'jpeg'
      ? dcBytes(header, keptPixels)
      : decoderBytes(header, fileBytes, pixels, keptPixels);
  return CODEC_BYTES + rgb + decoder + profileBytes(header);
}

/** A colour profile, joined or inflated, and its tables as numbers of 32 bits. */
function profileBytes({ format, profile }: FileHeader): number {
  if (profile === undefined) return 0;
  const stored = format === 'jpeg' ? profile.reduce((sum, piece) => sum + piece.length, 0) : profile.length;
  return 3 * (format === 'png' ? MAX_PROFILE_BYTES : Math.min(MAX_PROFILE_BYTES, stored));
}

/** The DC coefficients, the file that `dcFile` makes of them, the codec's copy of it, and the decoded image. */
function dcBytes({ frame }: JpegHeader, keptPixels: number): number {
  const isCopied = frame.components.some((component) => isMisread(frame, component));
  const copied = isCopied ? 3 * MAX_BLOCK_BYTES + 8 : 0;
  return (2 + 2 * MAX_BLOCK_BYTES + copied) * frameBlocks(frame) + 2 * frame.components.length * keptPixels;
}

function decoderBytes(header: FileHeader, fileBytes: number, pixels: number, keptPixels: number): number {
  switch (header.format) {
    case 'jpeg': {
      // Planes of the components and the interleaved image; for a progressive file also all coefficients, 16 bits each.
      const { components, progressive } = header.frame;
      const planes = 2 * components.length * keptPixels;
      const coefficients = progressive ? 128 * frameBlocks(header.frame) : 0;
      return fileBytes + planes + coefficients + paddedBytes(header, fileBytes);
    }
    case 'png': {
      // Rows are averaged as they come. Those of an interlaced file come out of order, so all 32-bit sums are kept.
      const sums = header.interlaced && keptPixels < pixels ? 12 * keptPixels : 0;
      return sums + Math.min(INFLATE_BYTES, 3 * inflatedBytes(header));
    }
    case 'webp':
      return fileBytes + webpHeapBytes(header, fileBytes);
  }
}

/**
 * Scans that are copied for the codec: codes of up to nine bits stand for one bit, each scan may end every block by a byte,
 * and a block has a map of eight. The codec has a copy too.
 */
function paddedBytes({ frame, scans }: JpegHeader, fileBytes: number): number {
  const isCopied = scans.some(({ components: [only, ...others] }) => {
    const component = others.length === 0 ? frame.components[only?.index ?? 0] : undefined;
    return component !== undefined && isMisread(frame, component);
  });
  return isCopied ? 2 * (9 * fileBytes + scans.length * frameBlocks(frame)) + 8 * frameBlocks(frame) : 0;
}

/** The WebAssembly memory that decoding a WebP takes, in bytes. */
export function webpHeapBytes(header: WebpHeader, fileBytes: number): number {
  const pixelBytes = webpPixelBytes(header) * header.frame.width * header.frame.height;
  return Math.max(WEBP_HEAP_BYTES, pixelBytes + 2 * fileBytes);
}

/** Bytes a pixel: RGBA, and beside it libwebp's alpha plane of a lossy picture or its ARGB of a lossless one. */
function webpPixelBytes({ lossless, alpha }: WebpHeader): number {
  if (lossless) return 8.3;
  return alpha === undefined ? 4.2 : 6.3;
}

const megapixels = (pixels: number): string => (pixels / 1e6).toFixed(1);
const mebibytes = (bytes: number): string => (bytes / 2 ** 20).toFixed(1);

/** @throws {ImageError} `too_large`, when a picture has too many pixels or its decode takes too much memory. */
function requireBudget(
  header: FileHeader,
  { neededBytes, imageBytes }: CostedPlan,
  { maxDecodeBytes, maxImageBytes }: { maxDecodeBytes: number; maxImageBytes: number },
): void {
  const { format, width, height } = header;
  const pixels = width * height;
  if (pixels > MAX_PIXELS[format]) {
    throw new ImageError(
      'too_large',
      `The picture has ${megapixels(pixels)} megapixels (${width} x ${height}), and ${megapixels(MAX_PIXELS[format])} ` +
        `are allowed. Send a smaller picture: the models look at a few hundred pixels a side.`,
      { format, width, height, maxPixels: MAX_PIXELS[format] },
    );
  }
  if (neededBytes <= maxDecodeBytes && imageBytes > maxImageBytes) {
    throw new ImageError(
      'too_large',
      `This ${formatName(header)} of ${width} x ${height} pixels is so much longer than it is wide that even at its ` +
        `smallest useful scale it takes ${mebibytes(imageBytes)} MiB, and ${mebibytes(maxImageBytes)} MiB are allowed ` +
        `beside the models asked for. Send a part of it: the models look at the middle.`,
      { format, width, height, neededBytes: imageBytes, maxImageBytes },
    );
  }
  if (neededBytes <= maxDecodeBytes) return;
  throw new ImageError(
    'too_large',
    `Decoding this ${formatName(header)} of ${width} x ${height} pixels would take ${mebibytes(neededBytes)} MiB of ` +
      `memory, and ${mebibytes(maxDecodeBytes)} MiB are allowed. ${adviceFor(header)}`,
    { format, width, height, neededBytes: Math.ceil(neededBytes), maxDecodeBytes },
  );
}

function adviceFor(header: FileHeader): string {
  return header.format === 'jpeg' && !header.frame.progressive
    ? 'Send a smaller picture.'
    : 'Send a smaller picture or a baseline JPEG, which is decoded at a fraction of its size.';
}

function formatName(header: FileHeader): string {
  if (header.format === 'jpeg') return header.frame.progressive ? 'progressive JPEG' : 'JPEG';
  return header.format === 'webp' ? 'WebP' : 'PNG';
}
