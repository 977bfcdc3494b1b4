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
    ['HEIC', '\0\0\0\x10ftypmif3heic\0\0\0\x10mini'],
    ['AVIF', '\0\0\0\x10ftypmif3avif\0\0\0\x10mini'],
    ['HEIF', '\0\0\0\x10ftypmif3\0\0\0\0\0\0\0\x10mini'],
    ['a raw photograph (CR3)', '\0\0\0\x18ftypcrx \0\0\0\x01crx isom'],
    ['a raw photograph (CRW)', 'II\x1a\0\0\0HEAPCCDR'],
    ['a raw photograph (RAF)', 'FUJIFILMCCD-RAW 0201'],
    ['a raw photograph (ORF)', 'IIRO\x08\0\0\0'],
    ['a raw photograph (RW2)', 'IIU\0\x18\0\0\0'],
    ['TIFF', 'II+\0\x08\0\0\0'],
    ['TIFF', 'MM\0+\0\x08\0\0'],
    ['PSD', '8BPS\0\x01'],
    ['ICO', '\0\0\x01\0\x03\0\x10\x10'],
    ['DICOM', `${'\0'.repeat(128)}DICM`],
    ['PNM', 'P6\n640 480\n255\n'],
    ['a film', '\0\0\0\x18ftypisom\0\0\0\0isommp42'],
    ['a film', '\0\0\0\x14ftypqt  \0\0\0\0qt  '],
    ['a film', '\0\0\0\x08wide\0\0\x10\0mdat'],
    ['a film', 'RIFF\x10\0\0\0AVI LIST'],
    ['a film', '\x1aE\xdf\xa3\x01'],
    ['a gzip archive', '\x1f\x8b\x08\0'],
    ['a ZIP archive', 'PK\x03\x04\x14\0'],
    // How Illustrator, Inkscape and others begin.
    ['SVG', '\xef\xbb\xbf<?xml version="1.0" encoding="utf-8"?>\r\n<!-- Generator -->\r\n<svg version="1.1">'],
    [
      'SVG',
      '<?xml version="1.0"?><!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/svg11.dtd" [\n' +
        '<!ENTITY ns_svg "http://www.w3.org/2000/svg">\n]>\n<svg xmlns="&ns_svg;">',
    ],
    ['SVG', '<?xml version="1.0"?><!DOCTYPE svg><!-- after it -->\n<svg>'],
    ['SVG', '<!-- a > b --><svg>'],
    ['SVG', '<?xml-stylesheet href="a.css"?><svg:svg xmlns:svg="http://www.w3.org/2000/svg">'],
    ['SVG', `<!--${'x'.repeat(3000)}--><svg/>`],
    ['SVG', '\xff\xfe<\0s\0v\0g\0>\0'],
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
    ['text', 'plain text'],
    ['an element that only begins like one', '<svgfoo>'],
    ['XML of another kind', '<?xml version="1.0"?><rss><svg></svg></rss>'],
    ['a comment without an end', `<!--${'-'.repeat(20_000)}`],
  ])('takes %s for no picture', (_name, text) => {
    expect(refusal(start(text)).kind).toBe('not_a_picture');
  });

  it('does not take a box of unknown brand for a film', () => {
    expect(refusal(start('\0\0\0\x10ftyp2 \0\r\0\0\0\0')).kind).toBe('not_a_picture');
  });

  it('does not take a box that ends before its brands for HEIC', () => {
    expect(refusal(start('\0\0\0\x10ftypisom\0\0\0\0heic')).detail).toEqual({ format: 'a film' });
  });

  // One pixel, of the PNG specification's own signature and chunks.
  const png = Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
    'base64',
  );
  const jpeg = Buffer.from('\xff\xd8\xff\xe0\0\x10JFIF\0\x01\x01', 'latin1');
  it.each<[string, Buffer | string, string]>([
    ['Base64 of a JPEG', jpeg.toString('base64'), 'is a picture in Base64'],
    ['Base64 of a PNG in quotes', `"${png.toString('base64')}"`, 'is a picture in Base64'],
    ['Base64 of a WebP', Buffer.from('RIFF\x10\0\0\0WEBPVP8 ', 'latin1').toString('base64'), 'is a picture in Base64'],
    ['a data URL', `data:image/jpeg;base64,${jpeg.toString('base64')}`, 'is a data URL'],
    ['a JPEG that was read as UTF-8', jpeg.toString('utf8'), 'went through a text'],
    ['a PNG that was read as UTF-8', png.toString('utf8'), 'went through a text'],
    ['a JPEG that was read as Latin-1', jpeg.toString('latin1'), 'went through a text'],
    ['a PNG that was read as Latin-1', png.toString('latin1'), 'went through a text'],
    ['a PNG that was read as ASCII', png.toString('latin1').replaceAll(/[^\0-\x7f]/g, '?'), 'went through a text'],
    [
      'a PNG without its CRs',
      Buffer.from(png.toString('latin1').replaceAll('\r\n', '\n'), 'latin1'),
      'line breaks of the PNG',
    ],
    [
      'a PNG with more CRs',
      Buffer.from(png.toString('latin1').replaceAll('\n', '\r\n'), 'latin1'),
      'line breaks of the PNG',
    ],
    ['a PNG of seven bits', Buffer.from(png.map((byte) => byte & 0x7f)), 'lost its highest bit'],
    ['a page', '<!doctype html><svg>', 'is a page of HTML'],
    ['JSON', '{"image": "x"}', 'is JSON'],
  ])('says what was done to the bytes: %s', (_name, bytes, sentence) => {
    const { kind, message } = refusal(Buffer.from(bytes as string));
    expect(kind).toBe('not_a_picture');
    expect(message).toContain(sentence);
  });

  it('asks for bytes when there are none', () => {
    expect(refusal(new Uint8Array()).kind).toBe('empty');
  });
});
