const ORIENTATION_TAG = 0x0112;
const SHORT = 3;

/**
 * The orientation in an EXIF block, 1 to 8; 1 when there is none or the block makes no sense, for a photograph is not
 * refused over its metadata.
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
