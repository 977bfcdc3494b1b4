import { ImageError } from '../image-error.ts';

/** One component of a frame: grey, luminance, a colour difference or an ink. */
export interface FrameComponent {
  readonly id: number;
  /** Samples across and down for each MCU, in blocks of eight. */
  readonly across: number;
  readonly down: number;
  /** Number of its quantisation table. */
  readonly table: number;
}

/** What a frame header says (ITU-T T.81, annex B.2.2). */
export interface JpegFrame {
  readonly width: number;
  readonly height: number;
  readonly components: readonly FrameComponent[];
  readonly progressive: boolean;
}

/** The frame of another standard, ITU-T T.87. */
const JPEG_LS = 0xf7;

/** Start-of-frame markers: 0xC0 to 0xCF without DHT (C4), JPG (C8) and DAC (CC). */
export const isFrame = (marker: number): boolean =>
  (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)) || marker === JPEG_LS;

/** The refusal of a kind of JPEG that the decoder cannot read. */
export function unsupportedJpeg(what: string): ImageError {
  return new ImageError(
    'unsupported_format',
    `The file is ${what}, which few programs read. Save it as an ordinary 8-bit baseline or progressive JPEG.`,
    { format: 'JPEG' },
  );
}

const damaged = (): ImageError => new ImageError('not_a_picture', 'The JPEG file has a damaged frame header.');

/**
 * Reads a frame header.
 *
 * @throws {ImageError} `unsupported_format` (arithmetic, lossless, hierarchical, not 8 bits, 2 or more than 4
 *   components) or `not_a_picture`.
 */
export function readFrame(marker: number, content: Uint8Array): JpegFrame {
  if (marker === JPEG_LS) throw unsupportedJpeg('a JPEG-LS');
  if ([0xc3, 0xc7, 0xcb, 0xcf].includes(marker)) throw unsupportedJpeg('a lossless JPEG');
  if (marker > 0xc8) throw unsupportedJpeg('a JPEG with arithmetic coding');
  if (marker > 0xc2) throw unsupportedJpeg('a hierarchical JPEG');
  if (content.length < 6) throw damaged();
  const view = new DataView(content.buffer, content.byteOffset, content.length);
  const bits = view.getUint8(0);
  if (bits !== 8) throw unsupportedJpeg(`a JPEG with ${bits} bits a sample`);
  const count = view.getUint8(5);
  if (count !== 1 && count !== 3 && count !== 4) throw unsupportedJpeg(`a JPEG with ${count} components`);
  if (content.length < 6 + 3 * count) throw damaged();
  const components = Array.from({ length: count }, (_, i) => {
    const factors = view.getUint8(7 + 3 * i);
    return { id: view.getUint8(6 + 3 * i), across: factors >> 4, down: factors & 15, table: view.getUint8(8 + 3 * i) };
  });
  if (!components.every(({ across, down }) => across >= 1 && across <= 4 && down >= 1 && down <= 4)) throw damaged();
  return { height: view.getUint16(1), width: view.getUint16(3), components, progressive: marker === 0xc2 };
}

/** Blocks of 8 x 8 coefficients that a frame holds, all components, padded to whole MCUs. */
export function frameBlocks({ width, height, components }: JpegFrame): number {
  const across = Math.max(...components.map((component) => component.across));
  const down = Math.max(...components.map((component) => component.down));
  const perMcu = components.reduce((sum, component) => sum + component.across * component.down, 0);
  return Math.ceil(width / (8 * across)) * Math.ceil(height / (8 * down)) * perMcu;
}
