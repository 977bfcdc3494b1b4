/** A picture as it is shown and as it is sent. */
export interface PreparedPicture {
  /** What is sent. */
  readonly blob: Blob;
  /** Its size in pixels, upright. */
  readonly width: number;
  readonly height: number;
  /** The file that was chosen, and the size of the upright picture in it; null where the browser cannot read it. */
  readonly file: Blob;
  readonly original: { readonly width: number; readonly height: number } | null;
  /** The upright picture for the screen; null where the browser cannot read it. */
  readonly preview: HTMLCanvasElement | null;
}

/** Longer side of what is shown, in pixels. */
const PREVIEW_SIDE = 1080;
/** So much larger than the models need is what is sent, or the second resizing would blur it. */
const MARGIN = 1.5;
/** Of the JPEG that is sent. */
const QUALITY = 0.85;

/** The file is no picture that this browser can read. */
export class UnreadablePicture extends Error {}

/**
 * Turns a picture upright and shrinks it to what the models need. Only its pixels are sent: place, time and camera stay.
 * @param shortSide shorter side in pixels that the largest model resizes to
 * @throws UnreadablePicture when the browser cannot read it
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

/** @param scale at most 1, more counts as 1 */
function drawn(bitmap: ImageBitmap, scale: number): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(bitmap.width * Math.min(1, scale)));
  canvas.height = Math.max(1, Math.round(bitmap.height * Math.min(1, scale)));
  const context = contextOf(canvas);
  // As the server does with what is transparent.
  context.fillStyle = '#fff';
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.imageSmoothingQuality = 'high';
  context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  return canvas;
}

/** @throws Error where a browser has no canvas, which none of today does */
export function contextOf(canvas: HTMLCanvasElement): CanvasRenderingContext2D {
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
