/** One chunk of a PNG file (PNG specification, third edition, 5.3). */
export interface PngChunk {
  /** Offset of the chunk. */
  readonly at: number;
  readonly type: string;
  /** The whole content, or the part that is there when the file ends within it. */
  readonly content: Uint8Array;
  /** Whether the file has the chunk to its end, checksum included. */
  readonly isWhole: boolean;
}

/** Length, type and checksum around the content of a chunk. */
const FRAME_BYTES = 12;

/**
 * The chunks of a PNG file, up to IEND or to the end of the file. They come one at a time, because a file may have a
 * million empty ones.
 *
 * @param from offset of the first chunk
 */
export function* pngChunks(bytes: Uint8Array, from: number): Generator<PngChunk> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let type = '';
  for (let at = from; at + 8 <= bytes.length && type !== 'IEND';) {
    const length = view.getUint32(at);
    type = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    const next = at + FRAME_BYTES + length;
    yield { at, type, content: bytes.subarray(at + 8, at + 8 + length), isWhole: next <= bytes.length };
    at = next;
  }
}

/** The pieces of the zlib stream that holds the pixels. */
export function* pngImageData(bytes: Uint8Array, from: number): Generator<Uint8Array> {
  for (const { type, content } of pngChunks(bytes, from)) if (type === 'IDAT') yield content;
}

/** Whether a chunk's CRC-32 (ISO 3309) is right. It is computed bit by bit: only short chunks are checked. */
export function hasRightChecksum(bytes: Uint8Array, { at, content }: PngChunk): boolean {
  const end = at + 8 + content.length;
  let crc = 0xffffffff;
  for (const byte of bytes.subarray(at + 4, end)) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ ((crc & 1) === 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0 === new DataView(bytes.buffer, bytes.byteOffset + end, 4).getUint32(0);
}
