import type { Image, ImageExtent } from './image.ts';

const ORIENTATION_TAG = 0x0112;
const SHORT = 3;

/**
 * The orientation in an EXIF block, 1 to 8. It is 1 when there is none or the block is damaged: a photograph is not
 * refused for its metadata.
 *
 * Only the first image directory is read (EXIF 2.32, 4.6.4: tag 0x0112, type SHORT).
 *
 * @param block a TIFF structure in either byte order, with or without the `Exif\0\0` that JPEG puts before it
 */
export function exifOrientation(block: Uint8Array): number {
  const view = new DataView(block.buffer, block.byteOffset, block.byteLength);
  const start = view.byteLength >= 6 && view.getUint32(0) === 0x45786966 ? 6 : 0;
  if (view.byteLength < start + 8) return 1;
  const order = view.getUint16(start);
  if (order !== 0x4949 && order !== 0x4d4d) return 1;
  const little = order === 0x4949;
  if (view.getUint16(start + 2, little) !== 42) return 1;
  const directory = start + view.getUint32(start + 4, little);
  if (directory + 2 > view.byteLength) return 1;
  const count = view.getUint16(directory, little);
  for (let i = 0; i < count; i++) {
    const entry = directory + 2 + 12 * i;
    if (entry + 12 > view.byteLength) return 1;
    if (view.getUint16(entry, little) !== ORIENTATION_TAG) continue;
    if (view.getUint16(entry + 2, little) !== SHORT) return 1;
    const value = view.getUint16(entry + 8, little);
    return value >= 1 && value <= 8 ? value : 1;
  }
  return 1;
}

/**
 * How the eight EXIF orientations read the stored image. `transposed`: rows and columns are exchanged. `fromRight` and
 * `fromBottom`: the stored image is read from its right or bottom edge.
 */
const READINGS: readonly { transposed: boolean; fromRight: boolean; fromBottom: boolean }[] = [
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
 * Turns and mirrors an image so that it stands upright, as the photographer saw it.
 *
 * @param orientation EXIF orientation, 1 to 8; anything else changes nothing
 */
export function applyOrientation(image: Image, orientation: number): Image {
  const how = READINGS[orientation - 1];
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
