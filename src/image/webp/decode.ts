import { webpCodecs } from '../codec/codecs.ts';
import { BoxFilter } from '../resize/box-filter.ts';
import type { Image } from '../image.ts';
import type { DecoderOutput } from '../decoder-output.ts';
import type { WebpHeader } from './header.ts';

/**
 * Decodes a WebP with jSquash's codec.
 *
 * @param divisor squares of this many pixels a side are averaged
 * @returns the image as stored, not yet turned
 * @throws {Error} whatever the codec throws or traps with, and when it finds the picture damaged
 */
export function decodeWebp(header: WebpHeader, codec: WebAssembly.Module, divisor: number): DecoderOutput {
  const picture = webpCodecs.use(codec, (instance) => {
    let image: Image | undefined;
    instance.decode(stillFile(header), (rgba, width) => {
      image = flatten(rgba, width, header, divisor);
    });
    return image && { image, wasmBytes: instance.bytes, complete: header.isClosed, coverage: 1 };
  });
  if (picture === undefined) throw new Error('The WebP codec returned no picture.');
  return picture;
}

/** Makes a still WebP file of one picture, because libwebp's simple decoder does not read animations. */
function stillFile({ frame, lossless, image, alpha }: WebpHeader): Uint8Array {
  const parts: [string, Uint8Array][] = [[lossless ? 'VP8L' : 'VP8 ', image]];
  if (alpha !== undefined) {
    const canvas = new DataView(new ArrayBuffer(10));
    canvas.setUint32(0, 0x10, true);
    canvas.setUint32(4, frame.width - 1, true);
    canvas.setUint16(7, frame.height - 1, true);
    parts.unshift(['VP8X', new Uint8Array(canvas.buffer)], ['ALPH', alpha]);
  }
  const size = parts.reduce((sum, [, content]) => sum + 8 + content.length + (content.length % 2), 12);
  const file = new Uint8Array(size);
  const view = new DataView(file.buffer);
  const write = (at: number, text: string, length: number): void => {
    for (let i = 0; i < 4; i++) file[at + i] = text.charCodeAt(i);
    view.setUint32(at + 4, length, true);
  };
  write(0, 'RIFF', size - 8);
  write(8, 'WEBP', 0);
  let at = 12;
  for (const [type, content] of parts) {
    write(at, type, content.length);
    file.set(content, at + 8);
    at += 8 + content.length + (content.length % 2);
  }
  return file;
}

/** Lays RGBA pixels, alpha not premultiplied, on a white canvas and averages its squares. */
function flatten(
  rgba: Uint8Array,
  rowPixels: number,
  { width, height, frame, opaque }: WebpHeader,
  divisor: number,
): Image {
  if (rowPixels !== frame.width) throw new Error('The WebP codec returned a picture of another size.');
  const filter = new BoxFilter(width, height, divisor, true);
  const row = new Uint8Array(3 * width).fill(255);
  const left = 3 * frame.left;
  for (let y = 0, from = 0; y < height; y++) {
    if (y === frame.top + frame.height) row.fill(255);
    if (y >= frame.top && y < frame.top + frame.height) {
      for (let to = left; to < left + 3 * frame.width; from += 4) {
        const alpha = opaque ? 255 : (rgba[from + 3] ?? 0);
        for (let channel = from; channel < from + 3; channel++, to++) {
          const value = rgba[channel] ?? 0;
          row[to] = alpha === 255 ? value : Math.round((value * alpha + 255 * (255 - alpha)) / 255);
        }
      }
    }
    filter.addRow(row, width, y);
  }
  return filter.finish();
}
