import type { Sharp } from 'sharp';

import { big16, big32, concat, fromLatin1, little32 } from './files/bytes.ts';
import type { CorpusFile } from './format.ts';

/** A box of an ISO base media file. */
function box(type: string, ...contents: Uint8Array[]): Uint8Array {
  const content = concat(...contents);
  return concat(big32(8 + content.length), fromLatin1(type), content);
}

/** The head of a HEIC file as phones write it: its brands, then the boxes that say where the picture is. */
function heic(brand: string, ...compatible: string[]): Uint8Array {
  const size = box('ispe', big32(0), big32(4032), big32(3024));
  const properties = box('iprp', box('ipco', size));
  const handler = box('hdlr', big32(0), big32(0), fromLatin1('pict'), new Uint8Array(13));
  return concat(
    box('ftyp', fromLatin1(brand), big32(0), fromLatin1(compatible.join(''))),
    box('meta', big32(0), handler, box('pitm', big32(0), big16(1)), properties),
    box('mdat', new Uint8Array(512)),
  );
}

/** An uncompressed Windows bitmap of 2 x 2 pixels. */
function bmp(): Uint8Array {
  const info = concat(
    little32(40),
    little32(2),
    little32(2),
    Uint8Array.of(1, 0, 24, 0),
    ...[0, 16, 2835, 2835, 0, 0].map(little32),
  );
  return concat(fromLatin1('BM'), little32(70), little32(0), little32(54), info, new Uint8Array(16));
}

/** Files of formats that a refusal names, and files of no format. */
export async function foreignFiles(picture: Sharp): Promise<CorpusFile[]> {
  const [gif, tiff, avif] = await Promise.all([
    picture.clone().gif().toBuffer(),
    picture.clone().tiff().toBuffer(),
    picture.clone().avif({ effort: 0 }).toBuffer(),
  ]);
  const files: Record<string, Uint8Array> = {
    GIF: new Uint8Array(gif),
    TIFF: new Uint8Array(tiff),
    AVIF: new Uint8Array(avif),
    HEIC: heic('heic', 'mif1', 'heic'),
    'HEIC sequence': heic('hevc', 'msf1', 'hevc'),
    BMP: bmp(),
    'JPEG XL': concat(Uint8Array.of(0xff, 0x0a), new Uint8Array(64).fill(0x35)),
    'JPEG 2000': concat(box('jP  ', Uint8Array.of(0x0d, 0x0a, 0x87, 0x0a)), box('ftyp', fromLatin1('jp2 '), big32(0))),
    PDF: fromLatin1('%PDF-1.7\n1 0 obj << /Type /Catalog >> endobj\n%%EOF\n'),
    SVG: fromLatin1(
      '<?xml version="1.0"?>\n<!-- a circle -->\n<svg xmlns="http://www.w3.org/2000/svg"><circle r="9"/></svg>',
    ),
    text: fromLatin1('This is a letter and not a picture. '.repeat(20)),
    zeros: new Uint8Array(256),
  };
  return Object.entries(files).map(([name, bytes]) => ({ name, bytes }));
}
