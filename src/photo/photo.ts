/** The formats that {@link decodePhoto} accepts. */
export type PhotoFormat = 'jpeg' | 'png' | 'webp';

/** An upright picture: 8-bit sRGB without alpha, row-major, three bytes a pixel. */
export interface Photo {
  /** Width in pixels, after scaling and turning. */
  readonly width: number;
  /** Height in pixels, after scaling and turning. */
  readonly height: number;
  /** `3 * width * height` bytes: R, G, B of the top left pixel first. */
  readonly data: Uint8Array;
}

/** What the header of a picture file says, read without decoding it. */
export interface PhotoHeader {
  readonly format: PhotoFormat;
  /** Width in pixels as stored, before the EXIF orientation is applied. */
  readonly width: number;
  /** Height in pixels as stored, before the EXIF orientation is applied. */
  readonly height: number;
  /** EXIF orientation, 1 (upright) to 8. */
  readonly orientation: number;
}
