import { jpegInstances } from './jpeg.ts';
import { webpInstances } from './webp.ts';

/** Memory of the decoders that this isolate keeps for its next pictures, in bytes: at most 6 MiB for JPEG and 16 for WebP. */
export function keptDecoderBytes(): number {
  return jpegInstances.bytes + webpInstances.bytes;
}

/** Drops them, when their memory is needed for something else. */
export function releaseDecoders(): void {
  jpegInstances.release();
  webpInstances.release();
}
