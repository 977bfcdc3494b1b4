import { crc32 } from 'node:zlib';

import { big32, concat, fromLatin1, latin1, viewOf } from './bytes.ts';

/** A chunk of a PNG file (PNG specification, chapter 5). */
export interface PngChunk {
  /** Four characters of Latin-1. */
  type: string;
  content: Uint8Array;
  /** Content of the length field; undefined: the real length. */
  length?: number;
  /** The checksum; undefined: the right one. */
  crc?: number;
}

export interface PngFile {
  chunks: PngChunk[];
  /** Bytes after IEND, or bytes that cannot be parsed. */
  rest: Uint8Array;
}

const SIGNATURE = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);

/** @returns undefined when the file does not begin like a PNG */
export function parsePng(bytes: Uint8Array): PngFile | undefined {
  if (!SIGNATURE.every((byte, at) => bytes[at] === byte)) return undefined;
  const view = viewOf(bytes);
  const chunks: PngChunk[] = [];
  let at = SIGNATURE.length;
  while (at + 12 <= bytes.length) {
    const length = view.getUint32(at);
    const end = at + 12 + length;
    if (end > bytes.length) break;
    const chunk: PngChunk = { type: latin1(bytes.subarray(at + 4, at + 8)), content: bytes.slice(at + 8, end - 4) };
    const crc = view.getUint32(end - 4);
    // A checksum that is wrong stays so; the others follow what is done to their chunks.
    if (crc !== crc32(bytes.subarray(at + 4, end - 4))) chunk.crc = crc;
    chunks.push(chunk);
    at = end;
    if (chunk.type === 'IEND') break;
  }
  return { chunks, rest: bytes.slice(at) };
}

/** Puts the chunks together again, with lengths and checksums unless a chunk has its own. */
export function writePng({ chunks, rest }: PngFile): Uint8Array {
  const parts = chunks.flatMap(({ type, content, length, crc }) => {
    const named = concat(fromLatin1(type), content);
    return [big32(length ?? content.length), named, big32(crc ?? crc32(named))];
  });
  return concat(SIGNATURE, ...parts, rest);
}
