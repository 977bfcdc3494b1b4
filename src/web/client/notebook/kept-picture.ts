import { canvasContext, jpegOf, type PreparedPicture } from '../picture/prepared-picture.ts';
import { QUALITY } from '../picture/sent-size.ts';

/**
 * Shorter side in pixels of a picture that is kept, if it was sent as it was: as large as others are sent, which is more
 * than models look at, so that training can also cut parts out of it.
 */
const SHORT_SIDE = 384;

/**
 * The picture for the notebook: what the page made for the models, a JPEG without place, time and camera (EXIF). Where the
 * file itself was sent, a picture is made here as well, because the file may say where it was taken.
 *
 * @returns undefined if the browser cannot read the file
 */
export async function keptPicture({ blob, isOriginal, preview }: PreparedPicture): Promise<Blob | undefined> {
  if (!isOriginal) return blob;
  if (preview === null) return undefined;
  const scale = Math.min(1, SHORT_SIDE / Math.min(preview.width, preview.height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(preview.width * scale));
  canvas.height = Math.max(1, Math.round(preview.height * scale));
  const context = canvasContext(canvas);
  context.imageSmoothingQuality = 'high';
  context.drawImage(preview, 0, 0, canvas.width, canvas.height);
  return jpegOf(canvas, QUALITY);
}
