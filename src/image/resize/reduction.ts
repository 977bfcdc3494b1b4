import type { ImageExtent } from '../image.ts';

/** A picture whose grid is `divisor` times coarser than that of the file. */
export interface Reduction {
  readonly divisor: number;
  readonly width: number;
  readonly height: number;
  readonly extent: ImageExtent;
}

/** Rounds the grid up, so that no pixel of the file is lost, and keeps the true extent. */
export function reduction(width: number, height: number, divisor: number): Reduction {
  return {
    divisor,
    width: Math.ceil(width / divisor),
    height: Math.ceil(height / divisor),
    extent: { left: 0, top: 0, width: width / divisor, height: height / divisor },
  };
}
