import { join, relative } from 'node:path';

import sharp from 'sharp';

import { samplePath, SAMPLES, thumbnailPath } from '../../src/web/pages/home/samples.ts';
import { ROOT } from '../kit/paths.ts';

/** Shorter side of a sample in pixels; the page would shrink a picture to this. */
const SAMPLE_SIDE = 384;
/** A thumbnail is a square of 96 CSS pixels. */
const THUMBNAIL_SIDE = 192;
/** Sides of the icons for home screens. */
const ICON_SIDES = [180, 192, 512];
/** Side of icon.svg, in pixels at 72 dots per inch. */
const ICON_SIDE = 32;

/**
 * Makes the page's sample pictures, and its icon in the sizes of home screens.
 * @returns paths below `/static` and contents
 */
export async function drawPictures(): Promise<Map<string, Uint8Array>> {
  const files = new Map<string, Uint8Array>();
  for (const { name, source } of SAMPLES) {
    const picture = sharp(join(ROOT, '.cache/sources', source)).rotate();
    const sample = picture
      .clone()
      .resize(SAMPLE_SIDE, SAMPLE_SIDE, { fit: 'outside', withoutEnlargement: true })
      .jpeg({ quality: 85, mozjpeg: true });
    const thumbnail = picture
      .clone()
      .resize(THUMBNAIL_SIDE, THUMBNAIL_SIDE, { fit: 'cover', position: 'attention' })
      .jpeg({ quality: 70, mozjpeg: true });
    files.set(relative('/static', samplePath(name)), await sample.toBuffer());
    files.set(relative('/static', thumbnailPath(name)), await thumbnail.toBuffer());
  }
  for (const side of ICON_SIDES) {
    const icon = sharp(join(ROOT, 'src/web/static/icon.svg'), { density: (72 * side) / ICON_SIDE }).resize(side, side);
    files.set(`icon-${side}.png`, await icon.png().toBuffer());
  }
  return files;
}
