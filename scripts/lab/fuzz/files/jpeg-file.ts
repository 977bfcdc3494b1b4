import { big16, concat } from './bytes.ts';

/** A marker of a JPEG file with what belongs to it (ITU-T T.81, annex B). */
export interface JpegPart {
  /** The byte behind 0xFF. */
  marker: number;
  /** Content of the segment, after its length; undefined for markers without one. */
  content: Uint8Array | undefined;
  /** Content of the length field; undefined: the real length. */
  length?: number;
  /** What follows until the next marker: entropy-coded data of a scan, or whatever stands there. */
  data: Uint8Array;
}

export const SOI = 0xd8;
export const EOI = 0xd9;
export const SOS = 0xda;
export const DHT = 0xc4;
export const DQT = 0xdb;
export const DRI = 0xdd;
export const APP1 = 0xe1;
export const APP2 = 0xe2;

const NONE = new Uint8Array();

/** Start-of-frame markers: 0xC0 to 0xCF without DHT, JPG and DAC. */
export const isFrame = (marker: number): boolean =>
  marker >= 0xc0 && marker <= 0xcf && ![DHT, 0xc8, 0xcc].includes(marker);
export const isRestart = (marker: number): boolean => marker >= 0xd0 && marker <= 0xd7;
const isBare = (marker: number): boolean => marker === 0x01 || (marker >= 0xd0 && marker <= EOI);

/**
 * Parses a JPEG file into its parts. Restart markers are parts of their own. Damaged files are taken apart as far as they make
 * sense, and what follows stays in the data of the last part, so writing gives the same bytes again.
 * @returns undefined when the file does not begin like a JPEG
 */
export function parseJpeg(bytes: Uint8Array): JpegPart[] | undefined {
  if (bytes[0] !== 0xff || bytes[1] !== SOI) return undefined;
  const parts: JpegPart[] = [];
  for (let at = 0; at < bytes.length;) {
    const marker = bytes[at + 1] ?? 0;
    let content: Uint8Array | undefined;
    let from = at + 2;
    if (!isBare(marker)) {
      const length = (bytes[from] ?? 0) * 256 + (bytes[from + 1] ?? 0);
      if (length < 2 || from + length > bytes.length) {
        const last = parts[parts.length - 1];
        if (last !== undefined) last.data = concat(last.data, bytes.subarray(at));
        return parts;
      }
      content = bytes.slice(from + 2, from + length);
      from += length;
    }
    const end = nextMarker(bytes, from);
    parts.push({ marker, content, data: bytes.slice(from, end) });
    at = end;
  }
  return parts;
}

/** Puts the parts together again. */
export function writeJpeg(parts: readonly JpegPart[]): Uint8Array {
  return concat(
    ...parts.flatMap(({ marker, content, length, data }) => {
      const head = Uint8Array.of(0xff, marker);
      if (content === undefined) return [head, data];
      const said = length ?? content.length + 2;
      return [head, big16(said), content, data];
    }),
  );
}

/** A segment with nothing behind it. */
export function segment(marker: number, content: Uint8Array): JpegPart {
  return { marker, content, data: NONE };
}

function nextMarker(bytes: Uint8Array, from: number): number {
  for (let at = bytes.indexOf(0xff, from); at >= 0 && at + 1 < bytes.length; at = bytes.indexOf(0xff, at + 1)) {
    const code = bytes[at + 1];
    if (code !== 0 && code !== 0xff) return at;
  }
  return bytes.length;
}
