import { jpegCodecs } from '../jpeg/decode.ts';
import { webpCodecs } from '../webp/decode.ts';

/**
 * Memory of the decoders that this isolate keeps for its next pictures, in bytes: at most 16 MiB for JPEG, for WebP 16 MiB
 * or as much as its largest picture took.
 */
export function cachedCodecBytes(): number {
  return jpegCodecs.bytes + webpCodecs.bytes;
}

/** Drops them, when their memory is needed for something else. It is free when the garbage collector comes by. */
export function releaseCodecs(): void {
  jpegCodecs.release();
  webpCodecs.release();
}
