import { describe, expect, it } from 'vitest';
import { PhotoError } from '../../../src/photo/photo-error.ts';
import { sniff } from '../../../src/photo/sniff.ts';

const start = (text: string): Uint8Array => Buffer.concat([Buffer.from(text, 'latin1'), Buffer.alloc(32)]);

function refusal(bytes: Uint8Array): PhotoError {
  try {
    sniff(bytes);
  } catch (error) {
    if (error instanceof PhotoError) return error;
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
  ])('names %s and says what is accepted', (name, text) => {
    const error = refusal(start(text));
    expect(error.kind).toBe('unsupported_format');
    expect(error.detail).toEqual({ format: name });
    expect(error.message).toContain(`The file is ${name}, which`);
    expect(error.message).toContain('JPEG, PNG and WebP are accepted');
  });

  it('tells the owner of an iPhone what to do about HEIC', () => {
    expect(refusal(start('\0\0\0\x18ftypheic')).message).toContain('Most Compatible');
  });

  it.each([
    ['a sound file', 'RIFF\x10\0\0\0WAVEfmt '],
    ['a film', '\0\0\0\x18ftypisom\0\0\0\0isommp42'],
    ['text', 'plain text'],
    ['a page', '<!doctype html><svg>'],
  ])('takes %s for no picture', (_name, text) => {
    expect(refusal(start(text)).kind).toBe('not_a_picture');
  });

  it('asks for bytes when there are none', () => {
    expect(refusal(new Uint8Array()).kind).toBe('empty');
  });
});
