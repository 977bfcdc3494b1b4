import type { PhotoReport } from '../contract/photo.ts';

/** The formats that `decodeImage` accepts. */
export type ImageFormat = PhotoReport['format'];

/**
 * The part of the pixel grid that the picture covers, in pixels of that grid.
 *
 * A reduced decode rounds the grid up: 4033 columns at one eighth are 504.125 pixels wide and take 505. A resize that
 * took all 505 for the picture would shift the content, so the fraction is kept (Pillow's `box` argument).
 */
export interface ImageExtent {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** A decoded picture: 8-bit sRGB without alpha, row by row, three bytes a pixel. */
export interface Image {
  /** Width in pixels, after scaling and turning. */
  readonly width: number;
  /** Height in pixels, after scaling and turning. */
  readonly height: number;
  /** `3 * width * height` bytes: R, G, B of the top left pixel first. */
  readonly data: Uint8Array;
  /** Absent when the picture covers the whole grid. */
  readonly extent?: ImageExtent;
}

/** What the header of a picture file says, read without decoding the file. */
export interface ImageHeader {
  readonly format: ImageFormat;
  /** Width in pixels as stored, before the EXIF orientation is applied. */
  readonly width: number;
  /** Height in pixels as stored, before the EXIF orientation is applied. */
  readonly height: number;
  /** EXIF orientation, 1 (upright) to 8. */
  readonly orientation: number;
}
