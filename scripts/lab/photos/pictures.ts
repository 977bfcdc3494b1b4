import sharp, { type Sharp } from 'sharp';

import { PICTURE } from '../../kit/paths.ts';

/** A file of a kind that users send. */
export interface PhotoFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

const scaled = (width: number, height: number): Sharp => sharp(PICTURE).resize(width, height, { fit: 'fill' });

/** The JPEG of a phone's camera: 12 megapixels. */
export const PHONE = 'JPEG, 12 megapixels';

/** A picture as found on a page. */
export const PAGE = 'JPEG, 1024 x 768';

const KINDS: readonly (readonly [string, () => Sharp])[] = [
  [PHONE, () => scaled(4032, 3024).jpeg({ quality: 85 })],
  ['the same in Display P3', () => scaled(4032, 3024).withIccProfile('p3').jpeg({ quality: 85 })],
  ['the same, progressive', () => scaled(4032, 3024).jpeg({ quality: 85, progressive: true })],
  ['JPEG, 48 megapixels, progressive', () => scaled(8064, 6048).jpeg({ quality: 85, progressive: true })],
  [PAGE, () => scaled(1024, 768).jpeg({ quality: 85 })],
  ['PNG, 1024 x 768', () => scaled(1024, 768).png()],
  ['WebP, 1024 x 768', () => scaled(1024, 768).webp({ quality: 85 })],
];

/** One picture, a panda, in all of them, or only in those of these names. */
export function photoFiles(...names: readonly string[]): Promise<PhotoFile[]> {
  const kinds = KINDS.filter(([name]) => names.length === 0 || names.includes(name));
  return Promise.all(kinds.map(async ([name, make]) => ({ name, bytes: await make().toBuffer() })));
}
