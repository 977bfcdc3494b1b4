import { readFileSync } from 'node:fs';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';

import { ImageError } from '../../../src/image/image-error.ts';
import { sniff } from '../../../src/image/sniff.ts';

const start = (text: string): Uint8Array => Buffer.concat([Buffer.from(text, 'latin1'), Buffer.alloc(32)]);

function refusal(bytes: Uint8Array): ImageError {
  try {
    sniff(bytes);
  } catch (error) {
    if (error instanceof ImageError) return error;
  }
  throw new Error('not refused');
}

describe('sniff', () => {
  it.each([
    ['jpeg', '\xff\xd8\xff\xe0'],
    ['png', '\x89PNG\r\n\x1a\n'],
    ['webp', 'RIFF\x10\0\0\0WEBPVP8 '],
  ])('knows %s by its first bytes', (format, text) => {
    expect(sniff(start(text))).toBe(format);
  });

  it.each([
    ['GIF', 'GIF89a'],
    ['HEIC', '\0\0\0\x18ftypheic\0\0\0\0mif1heic'],
    ['HEIC', '\0\0\0\x18ftypmif1\0\0\0\0mif1heic'],
    ['HEIC', '\0\0\0\x14ftypheix\0\0\0\0heix'],
    ['HEIC', '\0\0\0\x1cftypmsf1\0\0\0\0msf1hevcmif1'],
    // An iPhone's of 2024, whose list is long.
    ['HEIC', '\0\0\0\x28ftypheic\0\0\0\0mif1MiHBMiHEMiPrmiafheic'],
    ['HEIF', '\0\0\0\x18ftypmif1\0\0\0\0mif1miaf'],
    ['AVIF', '\0\0\0\x1cftypavis\0\0\0\0avismsf1miaf'],
    ['AVIF', '\0\0\0\x20ftypavif\0\0\0\0avifmif1miaf'],
    ['AVIF', '\0\0\0\x20ftypmif1\0\0\0\0mif1avifmiaf'],
    ['TIFF', 'II*\0'],
    ['TIFF', 'MM\0*'],
    ['BMP', 'BM\x36\0'],
    ['SVG', '<svg xmlns="http://www.w3.org/2000/svg">'],
    ['SVG', '<?xml version="1.0"?>\n<!-- drawn -->\n<svg width="1">'],
    ['PDF', '%PDF-1.7'],
    ['JPEG XL', '\xff\x0a'],
    ['JPEG XL', '\0\0\0\x0cJXL \r\n\x87\n'],
    ['JPEG 2000', '\0\0\0\x0cjP  \r\n\x87\n'],
    ['JPEG 2000', '\xff\x4f\xff\x51\0\x2f'],
  ])('names %s and says what is accepted', (name, text) => {
    const error = refusal(start(text));
    expect(error.kind).toBe('unsupported_format');
    expect(error.detail).toEqual({ format: name });
    expect(error.message).toContain(`The file is ${name}, which`);
    expect(error.message).toContain('JPEG, PNG and WebP are accepted');
  });

  it('tells the owner of an iPhone what to do about HEIC', () => {
    const { message } = refusal(readFileSync(new URL('./fixtures/meal.heic', import.meta.url)));
    expect(message).toContain('The file is HEIC');
    expect(message).toContain('Settings > Camera > Formats > "Most Compatible"');
    expect(message).toContain('open the page of this address on the phone');
  });

  it('knows a real AVIF', async () => {
    const file = await sharp({ create: { width: 8, height: 8, channels: 3, background: '#888' } })
      .avif()
      .toBuffer();
    expect(refusal(file).detail).toEqual({ format: 'AVIF' });
  });

  it.each([
    ['a sound file', 'RIFF\x10\0\0\0WAVEfmt '],
    ['a film', '\0\0\0\x18ftypisom\0\0\0\0isommp42'],
    ['a box that ends before its brands', '\0\0\0\x10ftypisom\0\0\0\0heic'],
    ['text', 'plain text'],
    ['a page', '<!doctype html><svg>'],
  ])('takes %s for no picture', (_name, text) => {
    expect(refusal(start(text)).kind).toBe('not_a_picture');
  });

  it('asks for bytes when there are none', () => {
    expect(refusal(new Uint8Array()).kind).toBe('empty');
  });
});
