import jpegUrl from 'imagescript/wasm/any/jpeg.wasm';
import resampleUrl from '../../../dist/kernels/resample.wasm';
import type { Codecs } from '../../image/codec/codecs.ts';
import { decodeImage } from '../../image/decode.ts';
import type { Image } from '../../image/image.ts';
import { ImageError } from '../../image/image-error.ts';
import type { Resampler } from '../../image/resize/resampler.ts';
import { wasmResampler } from '../../image/resize/wasm-resampler.ts';
import type { PhotoReport } from '../../contract/photo.ts';
import { compileFrom } from './compile.ts';

/** Nothing on this device can read the file as a picture. */
export class UnreadableFile extends Error {
  override name = 'UnreadableFile';
}

/** An upright picture, and what is said of it. */
export interface DecodedPicture {
  readonly image: Image;
  readonly photo: Pick<PhotoReport, 'width' | 'height' | 'complete' | 'coverage' | 'colour'>;
}

/** Decodes pictures as the Worker does, and frames of a video by the browser. */
export class PictureDecoder {
  #codecs: Promise<Codecs> | undefined;
  #resample: Promise<Resampler> | undefined;
  readonly #canvas = new OffscreenCanvas(1, 1);

  /** What scales pictures, as in the Worker. */
  resampler(): Promise<Resampler> {
    this.#resample ??= compileFrom(resampleUrl).then(wasmResampler, (error: unknown) => {
      this.#resample = undefined;
      throw error;
    });
    return this.#resample;
  }

  /**
   * Decodes a file to the same pixels as the Worker, if it is a JPEG, which is what the page sends. Other formats are left to
   * the browser, whose pixels may differ in the last bits.
   * @param shortSide shorter side in pixels that the models need at least
   * @throws UnreadableFile
   */
  async decode(file: Blob, shortSide: number): Promise<DecodedPicture> {
    const bytes = new Uint8Array(await file.arrayBuffer());
    if (bytes[0] === 0xff && bytes[1] === 0xd8) {
      try {
        const { image, header, complete, coverage, colour } = await decodeImage(bytes, {
          codecs: await this.#jpeg(),
          shortSide,
        });
        const isSideways = header.orientation > 4;
        const [width, height] = isSideways ? [header.height, header.width] : [header.width, header.height];
        return { image, photo: { width, height, complete, coverage, colour } };
      } catch (error) {
        // The browser may have more room, or more patience.
        if (!(error instanceof ImageError)) throw error;
      }
    }
    const bitmap = await createImageBitmap(file, { imageOrientation: 'from-image' }).catch(() => undefined);
    if (bitmap === undefined) throw new UnreadableFile('neither decoder can read the file');
    const { width, height } = bitmap;
    return { image: this.pixels(bitmap), photo: { width, height, complete: true, coverage: 1, colour: 'srgb' } };
  }

  /** The pixels of a picture that the browser has decoded; transparent ones become white, as in the Worker. It is closed. */
  pixels(bitmap: ImageBitmap): Image {
    const { width, height } = bitmap;
    Object.assign(this.#canvas, { width, height });
    const context = this.#canvas.getContext('2d', { willReadFrequently: true });
    if (context === null) throw new UnreadableFile('this browser cannot draw outside of a page');
    context.fillStyle = '#fff';
    context.fillRect(0, 0, width, height);
    context.drawImage(bitmap, 0, 0);
    bitmap.close();
    return { width, height, data: withoutAlpha(context.getImageData(0, 0, width, height).data) };
  }

  #jpeg(): Promise<Codecs> {
    this.#codecs ??= compileFrom(jpegUrl).then(
      (jpeg) => ({ jpeg }),
      (error: unknown) => {
        this.#codecs = undefined;
        throw error;
      },
    );
    return this.#codecs;
  }
}

function withoutAlpha(rgba: Uint8ClampedArray): Uint8Array {
  const rgb = new Uint8Array((rgba.length / 4) * 3);
  for (let from = 0, to = 0; from < rgba.length; from += 4) {
    rgb[to++] = rgba[from] ?? 0;
    rgb[to++] = rgba[from + 1] ?? 0;
    rgb[to++] = rgba[from + 2] ?? 0;
  }
  return rgb;
}
