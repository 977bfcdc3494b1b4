import { concat, fromLatin1, latin1, little32, viewOf } from './bytes.ts';

/** A chunk of a RIFF container, as WebP uses it (RFC 9649, 2.3). */
export interface RiffChunk {
  /** Four characters of Latin-1. */
  type: string;
  content: Uint8Array;
  /** Content of the size field; undefined: the real size. */
  size?: number;
}

export interface WebpFile {
  /** Content of the size field of the file; undefined: the real size. */
  size?: number;
  chunks: RiffChunk[];
  /** Bytes that cannot be parsed. */
  rest: Uint8Array;
}

/** @returns undefined when the file does not begin like a WebP */
export function parseWebp(bytes: Uint8Array): WebpFile | undefined {
  if (latin1(bytes.subarray(0, 4)) !== 'RIFF' || latin1(bytes.subarray(8, 12)) !== 'WEBP') return undefined;
  const { chunks, rest } = parseChunks(bytes.subarray(12));
  const size = viewOf(bytes).getUint32(4, true);
  // A size that is wrong stays so; otherwise it follows what is done to the chunks.
  return { chunks, rest, ...(size === bytes.length - 8 ? {} : { size }) };
}

export function writeWebp({ size, chunks, rest }: WebpFile): Uint8Array {
  const body = concat(...chunks.map(writeChunk), rest);
  return concat(fromLatin1('RIFF'), little32(size ?? body.length + 4), fromLatin1('WEBP'), body);
}

/** The chunks that follow one another in these bytes, for example those inside of an animation's frame. */
export function parseChunks(bytes: Uint8Array): { chunks: RiffChunk[]; rest: Uint8Array } {
  const view = viewOf(bytes);
  const chunks: RiffChunk[] = [];
  let at = 0;
  while (at + 8 <= bytes.length) {
    const size = view.getUint32(at + 4, true);
    const end = at + 8 + size + (size % 2);
    if (end > bytes.length) break;
    chunks.push({ type: latin1(bytes.subarray(at, at + 4)), content: bytes.slice(at + 8, at + 8 + size) });
    at = end;
  }
  return { chunks, rest: bytes.slice(at) };
}

/** A chunk with its size, padded to an even length. */
export function writeChunk({ type, content, size }: RiffChunk): Uint8Array {
  return concat(fromLatin1(type), little32(size ?? content.length), content, new Uint8Array(content.length % 2));
}
