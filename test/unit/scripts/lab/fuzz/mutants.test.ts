import { crc32 } from 'node:zlib';

import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';

import { chanceOf } from '../../../../../scripts/lab/fuzz/chance.ts';
import { type Corpus, makeCorpus } from '../../../../../scripts/lab/fuzz/corpus.ts';
import { type CorpusFile, FORMATS } from '../../../../../scripts/lab/fuzz/format.ts';
import { inputsOf } from '../../../../../scripts/lab/fuzz/decode/campaign.ts';
import { bareBlock, findDirectory, ORIENTATION } from '../../../../../scripts/lab/fuzz/files/exif-block.ts';
import { parseJpeg, writeJpeg } from '../../../../../scripts/lab/fuzz/files/jpeg-file.ts';
import { parsePng, writePng } from '../../../../../scripts/lab/fuzz/files/png-file.ts';
import { parseWebp, writeWebp } from '../../../../../scripts/lab/fuzz/files/riff-file.ts';
import { mutantOf } from '../../../../../scripts/lab/fuzz/mutant.ts';
import { JPEG_MUTATORS } from '../../../../../scripts/lab/fuzz/mutators/jpeg.ts';
import { PNG_MUTATORS } from '../../../../../scripts/lab/fuzz/mutators/png.ts';
import { WEBP_MUTATORS } from '../../../../../scripts/lab/fuzz/mutators/webp.ts';
import { openDecoder, REAL_DECODER } from '../../../../../scripts/lab/fuzz/decode/decoder-process.ts';

let corpus: Corpus;

beforeAll(async () => {
  corpus = await makeCorpus();
});

function fileOf(files: readonly CorpusFile[], name: string): Uint8Array {
  const file = files.find((each) => each.name === name);
  if (file === undefined) throw new Error(`no file ${name}`);
  return file.bytes;
}

describe('the corpus', () => {
  it('holds files that libvips reads without a warning and that the Worker decodes', async () => {
    const decoder = openDecoder(REAL_DECODER, 60_000);
    for (const format of ['jpeg', 'png', 'webp'] as const) {
      for (const { name, bytes } of corpus[format]) {
        const { width, height } = await sharp(bytes, { failOn: 'warning' }).metadata();
        await sharp(bytes, { failOn: 'warning' }).raw().toBuffer();
        const { outcome } = await decoder.run({ bytes, shortSide: 256, twice: false, tensor: false });
        expect(outcome, name).toMatchObject({ result: 'photo', header: { format, width, height } });
      }
    }
    await decoder.close();
  });

  it('is the same every time', async () => {
    expect(await makeCorpus()).toEqual(corpus);
  });
});

describe('a mutant', () => {
  it('is the same for the same seed, and another one for another seed, format or number', () => {
    for (const format of FORMATS) {
      for (let index = 0; index < 30; index++) {
        expect(mutantOf(corpus, 1, format, index)).toEqual(mutantOf(corpus, 1, format, index));
      }
    }
    const contents = new Set(
      Array.from({ length: 100 }, (_, index) =>
        Buffer.from(mutantOf(corpus, index % 2, 'jpeg', index).bytes).toString('hex'),
      ),
    );
    expect(contents.size).toBeGreaterThan(95);
  });

  it('is also made of a header that an earlier step has cut short', () => {
    expect(mutantOf(corpus, 20261124, 'png', 5820).recipe.at(-1)).toBe('header size');
  });

  it('comes from every file and every mutator', () => {
    const recipes = new Set(
      Array.from({ length: 600 }, (_, index) => mutantOf(corpus, 2, 'webp', index).recipe).flat(),
    );
    for (const { name } of [...corpus.webp, ...WEBP_MUTATORS]) expect(recipes).toContain(name);
  });

  it('has its number in its format, whatever other formats are asked for', () => {
    const all = [...inputsOf(FORMATS, 100)];
    expect(all.filter(([format]) => format === 'png').map(([, index]) => index)).toEqual([...Array(30).keys()]);
    expect(all.filter(([format]) => format === 'foreign')).toHaveLength(10);
    expect([...inputsOf(['foreign'], 3)]).toEqual([
      ['foreign', 0],
      ['foreign', 1],
      ['foreign', 2],
    ]);
  });
});

describe('taking a file to pieces and putting it together', () => {
  it('gives the same bytes, for whole files and damaged ones', () => {
    const rewrite = {
      jpeg: (bytes: Uint8Array) => writeJpeg(parseJpeg(bytes) ?? []),
      png: (bytes: Uint8Array) => writePng(parsePng(bytes) ?? { chunks: [], rest: bytes }),
      webp: (bytes: Uint8Array) => writeWebp(parseWebp(bytes) ?? { chunks: [], rest: bytes }),
    };
    for (const format of ['jpeg', 'png', 'webp'] as const) {
      for (const { name, bytes } of corpus[format]) {
        expect(Buffer.compare(rewrite[format](bytes), bytes), name).toBe(0);
        const cut = bytes.subarray(0, Math.floor(0.7 * bytes.length));
        expect(Buffer.compare(rewrite[format](cut), cut), `${name}, cut`).toBe(0);
      }
    }
  });
});

describe('mutators keep what they do not mean to break', () => {
  const times = [...Array(20).keys()];

  it('checksums of a PNG are right unless the checksum or the length is what is wrong', () => {
    for (const { name, apply } of PNG_MUTATORS) {
      if (name === 'chunk checksum' || name === 'chunk length') continue;
      for (const time of times) {
        const file = parsePng(fileOf(corpus.png, 'animated')) ?? { chunks: [], rest: new Uint8Array() };
        apply(file, chanceOf('test', name, time));
        const bytes = writePng(file);
        let at = 8;
        for (const { content } of file.chunks) {
          const end = at + 8 + content.length;
          const view = new DataView(bytes.buffer);
          expect([view.getUint32(at), view.getUint32(end)], name).toEqual([
            content.length,
            crc32(bytes.subarray(at + 4, end)),
          ]);
          at = end + 4;
        }
      }
    }
  });

  it('segments of a JPEG follow one another unless lengths or markers are what is wrong', () => {
    const breaking = [
      'segment length',
      'segment marker',
      'stray marker',
      'segment list',
      'segment content',
      'scan data',
    ];
    for (const { name, apply } of JPEG_MUTATORS) {
      if (breaking.includes(name)) continue;
      for (const time of times) {
        const parts = parseJpeg(fileOf(corpus.jpeg, 'restart markers')) ?? [];
        apply(parts, chanceOf('test', name, time));
        const bytes = writeJpeg(parts);
        // Data of 0xFF only would be fill bytes of the next marker.
        if (name === 'scan without variety') continue;
        expect(
          parseJpeg(bytes)?.map(({ marker }) => marker),
          name,
        ).toEqual(parts.map(({ marker }) => marker));
      }
    }
  });

  it('chunks of a WebP follow one another unless a size is what is wrong', () => {
    for (const { name, apply } of WEBP_MUTATORS) {
      if (name.endsWith('size') && name !== 'lossy size' && name !== 'lossless size') continue;
      for (const time of times) {
        const file = parseWebp(fileOf(corpus.webp, 'animated, lossy')) ?? { chunks: [], rest: new Uint8Array() };
        apply(file, chanceOf('test', name, time));
        const bytes = writeWebp(file);
        expect(new DataView(bytes.buffer).getUint32(4, true), name).toBe(bytes.length - 8);
        expect(
          parseWebp(bytes)?.chunks.map(({ type }) => type),
          name,
        ).toEqual(file.chunks.map(({ type }) => type));
      }
    }
  });

  it('each changes something, most of the time', () => {
    const changes = <File>(
      files: readonly CorpusFile[],
      mutators: readonly { name: string; apply: (file: File, chance: ReturnType<typeof chanceOf>) => void }[],
      parse: (bytes: Uint8Array) => File | undefined,
      write: (file: File) => Uint8Array,
    ): void => {
      for (const { name, apply } of mutators) {
        const changed = files.some(({ bytes }, index) => {
          const file = parse(bytes);
          if (file === undefined) return false;
          apply(file, chanceOf('test', name, index));
          return Buffer.compare(write(file), bytes) !== 0;
        });
        expect(changed, name).toBe(true);
      }
    };
    changes(corpus.jpeg, JPEG_MUTATORS, parseJpeg, writeJpeg);
    changes(corpus.png, PNG_MUTATORS, parsePng, writePng);
    changes(corpus.webp, WEBP_MUTATORS, parseWebp, writeWebp);
  });
});

describe('chance', () => {
  it('stays below its limits and reaches all below them', () => {
    const chance = chanceOf('test');
    const seen = new Set(Array.from({ length: 500 }, () => chance.below(7)));
    expect([...seen].sort()).toEqual([0, 1, 2, 3, 4, 5, 6]);
    for (const bits of [8, 16, 32] as const) {
      const numbers = Array.from({ length: 500 }, () => chance.integer(bits));
      expect(Math.max(...numbers)).toBe(2 ** bits - 1);
      expect(Math.min(...numbers)).toBe(0);
      expect(numbers.every(Number.isInteger)).toBe(true);
    }
    expect(() => chance.pick([])).toThrow(RangeError);
  });
});

it('an EXIF directory is found in both byte orders, with a prefix or without', () => {
  const find = (content: Uint8Array | undefined): ReturnType<typeof findDirectory> =>
    findDirectory(bareBlock(content ?? new Uint8Array()));
  const png = parsePng(fileOf(corpus.png, 'EXIF'))?.chunks.find(({ type }) => type === 'eXIf');
  expect(find(png?.content)).toMatchObject({ little: false, at: 8, entries: [10] });
  const webp = parseWebp(fileOf(corpus.webp, 'EXIF'))?.chunks.find(({ type }) => type === 'EXIF');
  const jpeg = parseJpeg(fileOf(corpus.jpeg, 'EXIF'))?.find(({ marker }) => marker === 0xe1);
  for (const content of [webp?.content, jpeg?.content]) {
    const directory = find(content);
    if (directory === undefined) throw new Error('no directory');
    const { view, little, entries } = directory;
    const orientation = entries.find((at) => view.getUint16(at, little) === ORIENTATION) ?? 0;
    expect(view.getUint16(orientation + 8, little)).toBe(content === webp?.content ? 8 : 6);
  }
});
