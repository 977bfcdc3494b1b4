import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { Base64Decoder } from '../../../src/upload/base64-decoder.ts';
import { bytesOf, cut } from './bodies.ts';

/** Decodes a text that comes in pieces; null when it is no base64. */
function decode(text: string, positions: readonly number[] = []): Buffer | null {
  const decoder = new Base64Decoder();
  const pieces: Uint8Array[] = [];
  for (const piece of cut(bytesOf(text), positions)) {
    const bytes = decoder.decode(piece);
    if (bytes === null) return null;
    pieces.push(bytes);
  }
  return decoder.isComplete ? Buffer.concat(pieces) : null;
}

it('decodes what Node encodes, with either alphabet, in any pieces', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.array(fc.nat(270), { maxLength: 5 }), (bytes, cuts) => {
      for (const encoding of ['base64', 'base64url'] as const) {
        const text = Buffer.from(bytes).toString(encoding);
        const positions = cuts.map((position) => Math.min(position, text.length)).sort((a, b) => a - b);
        expect(decode(text, positions)?.equals(bytes)).toBe(true);
      }
    }),
  );
});

describe('a text', () => {
  it.each([
    ['', ''],
    ['Zg==', 'f'],
    ['Zg', 'f'],
    ['Zm9v\r\nYmFy\n', 'foobar'],
    ['Zm9vYg= =', 'foob'],
  ])('%j is %j', (text, bytes) => {
    expect(decode(text)?.toString()).toBe(bytes);
  });

  it.each(['Z', 'Zg=', 'Zg===', 'Zm9v=', 'Zg==Zg==', 'Zm9*', 'Zm9v\u00e9', 'Zm9vY'])('%j is no base64', (text) => {
    expect(decode(text)).toBeNull();
  });
});
