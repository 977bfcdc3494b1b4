import { constants, deflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { EndOfData } from '../../../src/photo/bit-reader.ts';
import { inflate } from '../../../src/photo/inflate.ts';
import { random } from './random.ts';

function inflated(...parts: Uint8Array[]): Buffer {
  const pieces: Uint8Array[] = [];
  inflate(parts, (bytes) => {
    pieces.push(bytes.slice());
    return true;
  });
  return Buffer.concat(pieces);
}

/** Bytes that compress a little: runs, repeats from far back, and noise. */
function mixture(length: number, seed: number): Buffer {
  const next = random(seed);
  const bytes = Buffer.alloc(length);
  for (let at = 0; at < length;) {
    const end = Math.min(length, at + 1 + next(400));
    const kind = next(3);
    const back = 1 + next(40_000);
    const value = next(256);
    for (; at < end; at++) bytes[at] = kind === 0 ? value : kind === 1 ? (bytes[at - back] ?? 7) : next(256);
  }
  return bytes;
}

describe('inflate', () => {
  it.each([
    ['stored', { level: 0 }],
    ['fixed codes', { strategy: constants.Z_FIXED }],
    ['codes for literals only', { strategy: constants.Z_HUFFMAN_ONLY }],
    ['runs', { strategy: constants.Z_RLE }],
    ['fast', { level: 1 }],
    ['best', { level: 9 }],
    ['a small window', { windowBits: 9 }],
    ['many blocks', { memLevel: 1 }],
  ])('agrees with zlib: %s', (_name, options) => {
    for (const length of [0, 1, 300, 70_000, 400_000]) {
      const bytes = mixture(length, length + 1);
      expect(inflated(deflateSync(bytes, options)).equals(bytes)).toBe(true);
    }
  });

  it('takes the stream in pieces of any size', () => {
    const bytes = mixture(50_000, 3);
    const stream = deflateSync(bytes);
    const pieces = Array.from(stream, (_, i) => stream.subarray(i, i + 1));
    expect(inflated(...pieces).equals(bytes)).toBe(true);
    expect(inflated(Buffer.of(), stream.subarray(0, 40_000), Buffer.of(), stream.subarray(40_000)).equals(bytes)).toBe(
      true,
    );
  });

  it('says when the data end too early, wherever they do', () => {
    const stream = deflateSync(mixture(3000, 4));
    for (let cut = 0; cut < stream.length; cut++) expect(() => inflated(stream.subarray(0, cut))).toThrow(EndOfData);
  });

  it('refuses a wrong checksum', () => {
    const stream = deflateSync(mixture(3000, 5));
    stream.writeUInt32BE((stream.readUInt32BE(stream.length - 4) ^ 1) >>> 0, stream.length - 4);
    expect(() => inflated(stream)).toThrow('checksum');
  });

  it.each([
    ['another method', Buffer.of(0x77, 0x85)],
    ['a preset dictionary', Buffer.of(0x78, 0xbb)],
    ['a block of an unknown type', Buffer.of(0x78, 0x9c, 0x07, 0, 0, 0, 0, 0, 0)],
    ['a stored block whose length is not confirmed', Buffer.of(0x78, 0x9c, 0x01, 5, 0, 5, 0, 1, 2, 3, 4, 5)],
    // Fixed codes: length 3 (0000001), distance 1 (00000), with nothing before it.
    ['a match before the beginning', Buffer.of(0x78, 0x9c, 0x03, 0x02, 0, 0, 0, 0, 0)],
  ])('refuses %s', (_name, stream) => {
    expect(() => inflated(stream)).toThrow(Error);
    expect(() => inflated(stream)).not.toThrow(EndOfData);
  });

  it('stops when the sink has enough', () => {
    let calls = 0;
    inflate([deflateSync(Buffer.alloc(10_000_000))], () => ++calls < 3);
    expect(calls).toBe(3);
  });

  it('survives any damage', () => {
    const stream = deflateSync(mixture(2000, 6));
    const next = random(9);
    let refused = 0;
    for (let round = 0; round < 500; round++) {
      const damaged = Uint8Array.from(stream);
      damaged[next(damaged.length)] = next(256);
      try {
        inflated(damaged);
      } catch (error) {
        expect(error).toBeInstanceOf(Error);
        expect(error).not.toBeInstanceOf(RangeError);
        expect(error).not.toBeInstanceOf(TypeError);
        refused++;
      }
    }
    expect(refused).toBeGreaterThan(450);
  });
});
