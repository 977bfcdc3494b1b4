/** Most bytes that are looked at. */
const HEAD_BYTES = 256;

/** What a sentence says was done to a picture on its way. */
interface Alteration {
  readonly pattern: RegExp;
  readonly sentence: string;
}

const AS_TEXT =
  'The bytes of the picture went through a text: what is no character was replaced or written in another encoding, so the picture is lost. Send the file as bytes, not as a string.';

const LINE_BREAKS =
  'The line breaks of the PNG file were changed on the way, as a transfer of text does, so the picture is lost. Send it as bytes.';

const BASE64 = 'Decode it, and send the bytes of the file.';

/**
 * What is often done to a picture before it is sent, by what its first bytes then are, in Latin-1. A JPEG begins with ff d8
 * ff, a PNG with 89 "PNG" 0d 0a 1a 0a, in which transfers that change line breaks show (PNG 3, section 5.2), and a WebP with
 * "RIFF".
 */
const ALTERATIONS: readonly Alteration[] = [
  {
    pattern: /^\s*["']?data:image\/[\w.+-]+[;,]/i,
    sentence: `The file is a data URL: a picture written as text. ${BASE64}`,
  },
  {
    // The beginnings of the three formats.
    pattern: /^\s*["']?(?:\/9j\/|iVBORw0KGg|UklGR)/,
    sentence: `The file is a picture in Base64: written as text. ${BASE64}`,
  },
  // Latin-1 written as UTF-8, and bytes that are no UTF-8 replaced by U+FFFD or by a question mark.
  { pattern: /^(?:\xc3\xbf\xc3\x98\xc3\xbf|\xc2\x89PNG)/, sentence: AS_TEXT },
  { pattern: /^(?:\xef\xbf\xbd){2,}|^\xef\xbf\xbdPNG/, sentence: AS_TEXT },
  { pattern: /^\?{2,4}[^?]{0,16}(?:JFIF|Exif)|^\?PNG/, sentence: AS_TEXT },
  // The signature of a PNG has line breaks in it only to show this. What has it as it should be does not come here.
  { pattern: /^\x89PNG[\r\n]/, sentence: LINE_BREAKS },
  {
    pattern: /^\tPNG/,
    sentence: 'Each byte of the PNG file lost its highest bit on the way, so the picture is lost. Send all eight bits.',
  },
  {
    pattern: /^(?:\xef\xbb\xbf)?\s*(?:<!doctype html|<html|<head|<body)/i,
    sentence: 'The file is a page of HTML, not a picture: its address may lead to a page that shows the picture.',
  },
  {
    pattern: /^(?:\xef\xbb\xbf)?\s*[{[]\s*["{[\]}]/,
    sentence: 'The file is JSON. Send the bytes of the picture as the body, or as the file "image" of a form.',
  },
];

/**
 * Tells what was done to a picture on its way here.
 * @returns a sentence that says so and what to do; `undefined` where nothing is recognised
 */
export function alterationOf(bytes: Uint8Array): string | undefined {
  const head = String.fromCharCode(...bytes.subarray(0, HEAD_BYTES));
  return ALTERATIONS.find(({ pattern }) => pattern.test(head))?.sentence;
}
