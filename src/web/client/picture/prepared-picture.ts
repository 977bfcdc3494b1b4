import { MARGIN, QUALITY } from './sent-size.ts';

/** A picture, ready to be shown and sent. */
export interface PreparedPicture {
  /** The file to send. */
  readonly blob: Blob;
  /** Size of `blob` in pixels, upright. */
  readonly width: number;
  readonly height: number;
  /** The file that was chosen. Below, the size of its upright picture; null if the browser cannot read it. */
  readonly file: Blob;
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
  const sent = drawn(bitmap, (MARGIN * shortSide) / Math.min(bitmap.width, bitmap.height));
  bitmap.close();
  const blob = await jpegOf(sent);
  return { blob, width: sent.width, height: sent.height, file, original, preview };
}

/** The file as it is, with a preview if the browser can read it. */
export async function originalPicture(file: Blob): Promise<PreparedPicture> {
  const bitmap = await decoded(file);
  if (bitmap === null) return { blob: file, width: 0, height: 0, file, original: null, preview: null };
  const { width, height } = bitmap;
  const preview = drawn(bitmap, PREVIEW_SIDE / Math.max(width, height));
  bitmap.close();
  return { blob: file, width, height, file, original: { width, height }, preview };
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

function jpegOf(canvas: HTMLCanvasElement): Promise<Blob> {
  return new Promise((resolve, reject) => {
    canvas.toBlob(
      (blob) => {
        if (blob === null) reject(new UnreadablePicture());
        else resolve(blob);
      },
      'image/jpeg',
      QUALITY,
    );
  });
}
