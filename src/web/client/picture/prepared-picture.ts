import { SENT_SIZES } from './sent-size.ts';

/** A picture, ready to be shown and sent. */
export interface PreparedPicture {
  /** The file to send. */
  readonly blob: Blob;
  /** Size of `blob` in pixels, upright. */
  readonly width: number;
  readonly height: number;
  /** The file that was chosen; after a reload only what was made of it. */
  readonly file: Blob;
  /** Size of the file that was chosen, in bytes. */
  readonly fileBytes: number;
  /** Whether `blob` is the file as it was. */
  readonly isOriginal: boolean;
  /** Size of the upright picture of the file; null if the browser cannot read it. */
  readonly original: { readonly width: number; readonly height: number } | null;
  /** The upright picture for the screen; null if the browser cannot read it. */
  readonly preview: HTMLCanvasElement | null;
}

/** Longer side of the preview, in pixels. */
const PREVIEW_SIDE = 1080;

/** This browser cannot read the file as a picture. */
export class UnreadablePicture extends Error {}

/**
 * Turns a picture upright and shrinks it to what the models need. Only the pixels are sent: place, time and camera (EXIF) are not.
 * @param shortSide shorter side in pixels that the largest model resizes to
 * @throws UnreadablePicture if the browser cannot read it
 */
export async function shrunkPicture(file: Blob, shortSide: number): Promise<PreparedPicture> {
  const bitmap = await decoded(file);
  if (bitmap === null) throw new UnreadablePicture();
  const original = { width: bitmap.width, height: bitmap.height };
  const preview = drawn(bitmap, PREVIEW_SIDE / Math.max(bitmap.width, bitmap.height));
  const { blob, width, height } = await smallest(bitmap, shortSide, file.size);
  bitmap.close();
  return { blob, width, height, file, fileBytes: file.size, isOriginal: false, original, preview };
}

/**
 * Shrinks a picture to what the models need and a margin. A panorama may come out larger than its file: then with less margin
 * and quality, until it does not.
 */
async function smallest(
  bitmap: ImageBitmap,
  shortSide: number,
  fileBytes: number,
): Promise<{ blob: Blob; width: number; height: number }> {
  let best: { blob: Blob; width: number; height: number } | undefined;
  for (const { margin, quality } of SENT_SIZES) {
    const canvas = drawn(bitmap, (margin * shortSide) / Math.min(bitmap.width, bitmap.height));
    const blob = await jpegOf(canvas, quality);
    if (best === undefined || blob.size < best.blob.size) best = { blob, width: canvas.width, height: canvas.height };
    if (best.blob.size <= fileBytes) break;
  }
  if (best === undefined) throw new UnreadablePicture();
  return best;
}

/** The file as it is, with a preview if the browser can read it. */
export async function originalPicture(file: Blob): Promise<PreparedPicture> {
  const bitmap = await decoded(file);
  const facts = { file, fileBytes: file.size, isOriginal: true };
  if (bitmap === null) return { ...facts, blob: file, width: 0, height: 0, original: null, preview: null };
  const { width, height } = bitmap;
  const preview = drawn(bitmap, PREVIEW_SIDE / Math.max(width, height));
  bitmap.close();
  return { ...facts, blob: file, width, height, original: { width, height }, preview };
}

/** A file for the screen; null if the browser cannot read it. */
export async function previewOf(file: Blob): Promise<HTMLCanvasElement | null> {
  const bitmap = await decoded(file);
  if (bitmap === null) return null;
  const preview = drawn(bitmap, PREVIEW_SIDE / Math.max(bitmap.width, bitmap.height));
  bitmap.close();
  return preview;
}

async function decoded(file: Blob): Promise<ImageBitmap | null> {
  try {
    return await createImageBitmap(file, { imageOrientation: 'from-image' });
  } catch {
    return null;
  }
}

/** @param scale is limited to 1: pictures are never enlarged */
function drawn(bitmap: ImageBitmap, scale: number): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(bitmap.width * Math.min(1, scale)));
  canvas.height = Math.max(1, Math.round(bitmap.height * Math.min(1, scale)));
  const context = canvasContext(canvas);
  // Transparent pixels become white, as at the server.
  context.fillStyle = '#fff';
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.imageSmoothingQuality = 'high';
  context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  return canvas;
}

/** @throws Error if the browser has no canvas; all supported ones have it */
export function canvasContext(canvas: HTMLCanvasElement): CanvasRenderingContext2D {
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('this browser cannot draw');
  return context;
}

/** @throws UnreadablePicture if the browser cannot make a JPEG */
export function jpegOf(canvas: HTMLCanvasElement, quality: number): Promise<Blob> {
  return new Promise((resolve, reject) => {
    canvas.toBlob(
      (blob) => {
        if (blob === null) reject(new UnreadablePicture());
        else resolve(blob);
      },
      'image/jpeg',
      quality,
    );
  });
}
