import type { Image, ImageExtent } from './image.ts';

/**
 * How the eight EXIF orientations read the stored picture. `transposed` pictures have rows and columns exchanged;
 * `fromRight` and `fromBottom` say where, in the stored picture, the walk along its x and y begins.
 */
const TURNS: readonly { transposed: boolean; fromRight: boolean; fromBottom: boolean }[] = [
  { transposed: false, fromRight: false, fromBottom: false },
  { transposed: false, fromRight: true, fromBottom: false },
  { transposed: false, fromRight: true, fromBottom: true },
  { transposed: false, fromRight: false, fromBottom: true },
  { transposed: true, fromRight: false, fromBottom: false },
  { transposed: true, fromRight: false, fromBottom: true },
  { transposed: true, fromRight: true, fromBottom: true },
  { transposed: true, fromRight: true, fromBottom: false },
];

/**
 * Turns and mirrors a picture so that it stands as the photographer saw it.
 *
 * @param orientation EXIF orientation, 1 to 8; anything else leaves the picture alone
 */
export function applyOrientation(image: Image, orientation: number): Image {
  const how = TURNS[orientation - 1];
  if (how === undefined || orientation === 1) return image;
  const { width, height, data, extent } = image;
  const stepX = how.fromRight ? -3 : 3;
  const stepY = how.fromBottom ? -3 * width : 3 * width;
  const start = (how.fromRight ? 3 * (width - 1) : 0) + (how.fromBottom ? 3 * width * (height - 1) : 0);
  const [outWidth, outHeight] = how.transposed ? [height, width] : [width, height];
  const [alongRow, alongColumn] = how.transposed ? [stepY, stepX] : [stepX, stepY];
  const out = new Uint8Array(data.length);
  let to = 0;
  for (let y = 0; y < outHeight; y++) {
    let from = start + y * alongColumn;
    for (let x = 0; x < outWidth; x++) {
      out[to++] = data[from] ?? 0;
      out[to++] = data[from + 1] ?? 0;
      out[to++] = data[from + 2] ?? 0;
      from += alongRow;
    }
  }
  const turned = { width: outWidth, height: outHeight, data: out };
  if (extent === undefined) return turned;
  const mirrored: ImageExtent = {
    ...extent,
    left: how.fromRight ? width - extent.left - extent.width : extent.left,
    top: how.fromBottom ? height - extent.top - extent.height : extent.top,
  };
  if (!how.transposed) return { ...turned, extent: mirrored };
  const { left, top, width: across, height: down } = mirrored;
  return { ...turned, extent: { left: top, top: left, width: down, height: across } };
}
