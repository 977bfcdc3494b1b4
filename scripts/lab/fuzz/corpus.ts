import { dirname, join } from 'node:path';

import sharp, { type Sharp } from 'sharp';

import { PICTURE } from '../../kit/paths.ts';
import { big16, big32, concat } from './files/bytes.ts';
import { exifBlock, ORIENTATION, SHORT } from './files/exif-block.ts';
import { DRI, EOI, parseJpeg, segment, SOS, writeJpeg } from './files/jpeg-file.ts';
import { type PngChunk, parsePng, writePng } from './files/png-file.ts';
import { foreignFiles } from './foreign.ts';
import type { CorpusFile, FuzzFormat } from './format.ts';

export type Corpus = Readonly<Record<FuzzFormat, readonly CorpusFile[]>>;

/** The photograph that all files show. */
const CAR = join(dirname(PICTURE), 'car.jpg');

/**
 * Makes the files that inputs are mutated from: the kinds of each format that its decoder treats in a different way, small
 * so that many can be tried. The same sharp on the same kind of machine makes the same files.
 */
export async function makeCorpus(): Promise<Corpus> {
  const [jpeg, png, webp, foreign] = await Promise.all([
    encode(jpegFiles()),
    encode(pngFiles()),
    encode(webpFiles()),
    foreignFiles(photograph(64, 48)),
  ]);
  return { jpeg, png, webp, foreign };
}

type Recipes = Readonly<Record<string, Promise<Uint8Array>>>;

async function encode(recipes: Recipes): Promise<CorpusFile[]> {
  return Promise.all(
    Object.entries(recipes).map(async ([name, file]) => ({ name, bytes: new Uint8Array(await file) })),
  );
}

function photograph(width: number, height: number): Sharp {
  return sharp(CAR).resize(width, height, { fit: 'fill' });
}

function jpegFiles(): Recipes {
  const small = photograph(320, 240);
  return {
    baseline: small.clone().jpeg().toBuffer(),
    '4:4:4': photograph(121, 90).jpeg({ chromaSubsampling: '4:4:4', quality: 95 }).toBuffer(),
    progressive: photograph(400, 300).jpeg({ progressive: true }).toBuffer(),
    'progressive, tuned': small.clone().jpeg({ mozjpeg: true }).toBuffer(),
    grey: small.clone().toColourspace('b-w').jpeg().toBuffer(),
    CMYK: photograph(160, 120).toColourspace('cmyk').jpeg().toBuffer(),
    EXIF: small.clone().withMetadata({ orientation: 6 }).jpeg().toBuffer(),
    ICC: small.clone().withIccProfile('p3').jpeg().toBuffer(),
    'restart markers': restartJpeg(),
    '2 megapixels': photograph(1632, 1224).jpeg({ quality: 50 }).toBuffer(),
  };
}

/** Strips of one row of MCUs, all with the standard tables: the scan of each is what stands between restart markers. */
async function restartJpeg(): Promise<Uint8Array> {
  const [width, height, step] = [160, 128, 16];
  const strips = await Promise.all(
    Array.from({ length: height / step }, async (_, row) => {
      const strip = sharp(await photograph(width, height).png().toBuffer());
      const part = strip.extract({ left: 0, top: row * step, width, height: step });
      return parseJpeg(await part.jpeg({ optimiseCoding: false }).toBuffer()) ?? [];
    }),
  );
  const whole = strips[0] ?? [];
  whole.find(({ marker }) => marker === 0xc0)?.content?.set(big16(height), 1);
  const scan = whole.findIndex(({ marker }) => marker === SOS);
  const others = strips.slice(1).map((strip, index) => ({
    marker: 0xd0 + (index % 8),
    content: undefined,
    data: strip.find(({ marker }) => marker === SOS)?.data ?? new Uint8Array(),
  }));
  return writeJpeg([
    ...whole.slice(0, scan),
    segment(DRI, big16(width / step)),
    ...whole.slice(scan, scan + 1),
    ...others,
    { marker: EOI, content: undefined, data: new Uint8Array() },
  ]);
}

function pngFiles(): Recipes {
  const small = photograph(200, 150);
  return {
    RGB: small.clone().png().toBuffer(),
    palette: small.clone().png({ palette: true }).toBuffer(),
    'palette of 2 colours': small.clone().png({ palette: true, colours: 2 }).toBuffer(),
    'palette with alpha': faded(200, 150).png({ palette: true }).toBuffer(),
    alpha: faded(200, 150).png().toBuffer(),
    grey: small.clone().toColourspace('b-w').png().toBuffer(),
    'grey of 16 bits': small.clone().toColourspace('grey16').png().toBuffer(),
    '16 bits': small.clone().toColourspace('rgb16').png().toBuffer(),
    interlaced: photograph(201, 151).png({ progressive: true }).toBuffer(),
    'interlaced and reduced': photograph(1101, 903).png({ progressive: true, palette: true }).toBuffer(),
    transparent: small
      .clone()
      .png()
      .toBuffer()
      .then((file) => withChunk(file, 'tRNS', concat(...[1, 2, 3].map(big16)))),
    EXIF: small
      .clone()
      .png()
      .toBuffer()
      .then((file) => withChunk(file, 'eXIf', turned())),
    ICC: small.clone().withIccProfile('p3').png().toBuffer(),
    animated: apng(),
  };
}

const turned = (): Uint8Array => exifBlock([{ tag: ORIENTATION, type: SHORT, count: 1, value: 6 }], { little: false });

/** The photograph, half of it seen through. */
function faded(width: number, height: number): Sharp {
  return photograph(width, height).ensureAlpha(0.5);
}

function withChunk(file: Uint8Array, type: string, content: Uint8Array): Uint8Array {
  const parsed = parsePng(file) ?? { chunks: [], rest: new Uint8Array() };
  parsed.chunks.splice(1, 0, { type, content });
  return writePng(parsed);
}

/** Two frames, the first of which is the default picture. */
async function apng(): Promise<Uint8Array> {
  const [width, height] = [80, 60];
  const first = parsePng(await photograph(width, height).png().toBuffer());
  const second = parsePng(await photograph(width, height).negate().png().toBuffer());
  const isData = ({ type }: PngChunk): boolean => type === 'IDAT';
  const control = (number: number): PngChunk => ({
    type: 'fcTL',
    content: concat(...[number, width, height, 0, 0].map(big32), big16(1), big16(10), Uint8Array.of(0, 0)),
  });
  const [head, ...others] = first?.chunks ?? [];
  const frames = second?.chunks.filter(isData) ?? [];
  const chunks = [
    ...(head === undefined ? [] : [head]),
    { type: 'acTL', content: concat(big32(2), big32(0)) },
    control(0),
    ...others.filter(isData),
    control(1),
    ...frames.map(({ content }, index) => ({ type: 'fdAT', content: concat(big32(2 + index), content) })),
    { type: 'IEND', content: new Uint8Array() },
  ];
  return writePng({ chunks, rest: new Uint8Array() });
}

function webpFiles(): Recipes {
  const small = photograph(320, 240);
  return {
    lossy: small.clone().webp().toBuffer(),
    lossless: photograph(160, 120).webp({ lossless: true }).toBuffer(),
    'lossless with few colours': small.clone().png({ palette: true, colours: 8 }).toBuffer().then(losslessly),
    'lossy with alpha': faded(320, 240).webp().toBuffer(),
    'lossless with alpha': faded(160, 120).webp({ lossless: true }).toBuffer(),
    EXIF: small.clone().withMetadata({ orientation: 8 }).webp().toBuffer(),
    ICC: small.clone().withIccProfile('p3').webp().toBuffer(),
    'animated, lossy': animated({}),
    'animated, lossless': animated({ lossless: true }),
    '2 megapixels': photograph(1632, 1224).webp({ quality: 50 }).toBuffer(),
  };
}

async function losslessly(file: Uint8Array): Promise<Uint8Array> {
  return sharp(file).webp({ lossless: true }).toBuffer();
}

async function animated(options: { lossless?: boolean }): Promise<Uint8Array> {
  const frames = await Promise.all([photograph(90, 70).png().toBuffer(), photograph(90, 70).negate().png().toBuffer()]);
  return sharp(frames, { join: { animated: true } })
    .webp(options)
    .toBuffer();
}
