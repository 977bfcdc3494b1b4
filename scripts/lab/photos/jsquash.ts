import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { fetchedPackage } from '../fetched-package.ts';

/** Pixels of a picture, four bytes each. */
interface Pixels {
  readonly data: Uint8ClampedArray;
  readonly width: number;
  readonly height: number;
}

interface JpegModule {
  readonly init: (codec: WebAssembly.Module) => Promise<void>;
  readonly default: (file: ArrayBuffer) => Promise<Pixels>;
}

interface ResizeModule {
  readonly default: (codec: WebAssembly.Module) => Promise<unknown>;
  readonly resize: (
    data: Uint8ClampedArray,
    width: number,
    height: number,
    outputWidth: number,
    outputHeight: number,
    method: number,
    premultiply: boolean,
    linear: boolean,
  ) => Uint8ClampedArray;
}

/** `catrom` in the package's list of methods: Catmull and Rom's cubic, a = -0.5, which is the models' bicubic. */
const CATROM = 1;

/** What the class of browsers holds; the decoder asks for it. */
class ImageData implements Pixels {
  readonly data: Uint8ClampedArray;
  readonly width: number;
  readonly height: number;

  constructor(data: Uint8ClampedArray, width: number, height: number) {
    this.data = data;
    this.width = width;
    this.height = height;
  }
}

/**
 * The usual way of a Worker: the whole picture by @jsquash/jpeg (mozjpeg), then @jsquash/resize (the Rust crate resize).
 *
 * @returns `4 * side * side` bytes, the middle of the picture whose short side is scaled to `shortSide`
 */
export type Jsquash = (file: Uint8Array, shortSide: number, side: number) => Promise<Uint8ClampedArray>;

/**
 * Fetches both packages when they are not there, and starts their codecs.
 * @param cache folder for what is fetched once and kept
 */
export async function openJsquash(cache: string, report: (line: string) => void): Promise<Jsquash> {
  const jpegFolder = await fetchedPackage(
    {
      name: '@jsquash/jpeg',
      version: '1.6.0',
      integrity: 'sha512-zwN46Awh1VM6gXlIcALwb5WzqK5H2e6+Awcs1QP8AvS8ohsK/sbE4esvmH4jhlhW7+CgiUUww66vg0aTnlSIMA==',
      needed: ['package/'],
    },
    join(cache, 'jsquash-jpeg'),
    report,
  );
  const resizeFolder = await fetchedPackage(
    {
      name: '@jsquash/resize',
      version: '2.1.1',
      integrity: 'sha512-0R5UL1ZLHUT+carjVikcE1QfA+kfNQ2YamYyGVRmhfh4zttU5EY3bQBGxPIPtY2xIAw1P4Kgyxm2xrceRw1r2w==',
      needed: ['package/'],
    },
    join(cache, 'jsquash-resize'),
    report,
  );
  Object.assign(globalThis, { ImageData });
  const load = async (path: string): Promise<unknown> => import(pathToFileURL(path).href);
  const compile = async (path: string): Promise<WebAssembly.Module> => WebAssembly.compile(await readFile(path));
  const jpeg = (await load(join(jpegFolder, 'decode.js'))) as JpegModule;
  await jpeg.init(await compile(join(jpegFolder, 'codec/dec/mozjpeg_dec.wasm')));
  const pkg = join(resizeFolder, 'lib/resize/pkg');
  const { default: initialise, resize } = (await load(join(pkg, 'squoosh_resize.js'))) as ResizeModule;
  await initialise(await compile(join(pkg, 'squoosh_resize_bg.wasm')));
  return async (file, shortSide, side) => {
    const { data, width, height } = await jpeg.default(file.slice().buffer);
    const scale = shortSide / Math.min(width, height);
    const [toWidth, toHeight] = [Math.trunc(width * scale + 1e-9), Math.trunc(height * scale + 1e-9)];
    const scaled = resize(data, width, height, toWidth, toHeight, CATROM, false, false);
    return middle(scaled, toWidth, toHeight, side);
  };
}

function middle(rgba: Uint8ClampedArray, width: number, height: number, side: number): Uint8ClampedArray {
  const left = Math.round((width - side) / 2);
  const top = Math.round((height - side) / 2);
  const out = new Uint8ClampedArray(4 * side * side);
  for (let y = 0; y < side; y++) {
    const from = 4 * ((top + y) * width + left);
    out.set(rgba.subarray(from, from + 4 * side), 4 * y * side);
  }
  return out;
}
