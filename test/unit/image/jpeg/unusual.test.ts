import { readFileSync } from 'node:fs';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';

import { decodeImage, type DecodedImage } from '../../../../src/image/decode.ts';
import { codecs } from '../codecs.ts';
import { difference } from '../difference.ts';
import { exif, jpegSegment } from '../files.ts';
import { PHOTOGRAPHS } from '../pictures.ts';

// What cameras, telephones and old programs write, and libjpeg reads without a word.

const [APP0, DHT, SOS, DNL, DAC, APP1, APP14, COM] = [0xe0, 0xc4, 0xda, 0xdc, 0xcc, 0xe1, 0xee, 0xfe];

const fixture = (name: string): Buffer => readFileSync(new URL(`../fixtures/${name}`, import.meta.url));
const decode = (file: Uint8Array, shortSide = 243): Promise<DecodedImage> => decodeImage(file, { codecs, shortSide });

const base = (progressive = false): Promise<Buffer> =>
  sharp(PHOTOGRAPHS.meal)
    .resize(160, 120, { fit: 'fill' })
    // With the standard tables, which is what a camera without optimised ones writes.
    .jpeg({ progressive, optimiseCoding: false })
    .toBuffer();

interface Segment {
  readonly marker: number;
  readonly at: number;
  /** Behind its parameters. */
  readonly end: number;
}

/** The segments up to the first scan, that one included. */
function segmentsOf(file: Buffer): Segment[] {
  const segments: Segment[] = [];
  for (let at = 2; ;) {
    const marker = file[at + 1] ?? 0;
    const end = at + 2 + file.readUInt16BE(at + 2);
    segments.push({ marker, at, end });
    if (marker === SOS) return segments;
    at = end;
  }
}

function find(file: Buffer, marker: number): Segment {
  const found = segmentsOf(file).find((segment) => segment.marker === marker);
  if (found === undefined) throw new Error(`no segment ${marker.toString(16)}`);
  return found;
}

/** A copy whose bytes `change` may write to. */
function changed(file: Buffer, change: (bytes: Buffer) => void): Buffer {
  const copy = Buffer.from(file);
  change(copy);
  return copy;
}

function without(file: Buffer, ...markers: number[]): Buffer {
  const dropped = segmentsOf(file).filter(({ marker }) => markers.includes(marker));
  return Buffer.concat([
    file.subarray(0, 2),
    ...segmentsOf(file).flatMap(({ at, end, marker }) =>
      dropped.some((one) => one.at === at) ? [] : [file.subarray(at, marker === SOS ? file.length : end)],
    ),
  ]);
}

const inserted = (file: Buffer, at: number, bytes: Uint8Array): Buffer =>
  Buffer.concat([file.subarray(0, at), bytes, file.subarray(at)]);

const frameOf = (file: Buffer): Segment => {
  const found = segmentsOf(file).find(({ marker }) => [0xc0, 0xc1, 0xc2].includes(marker));
  if (found === undefined) throw new Error('no frame');
  return found;
};

const adobe = (transform: number): Buffer =>
  jpegSegment(APP14, Buffer.from([...Buffer.from('Adobe'), 0, 100, 0, 0, 0, 0, transform]));

/** Version 1.1, one dot an inch, no thumbnail. */
const JFIF = jpegSegment(APP0, Buffer.from([...Buffer.from('JFIF\0'), 1, 1, 0, 0, 1, 0, 1, 0, 0]));

describe('the same picture as without it:', () => {
  const KINDS: Readonly<Record<string, (file: Buffer) => Buffer>> = {
    'a sequential scan that says coefficients 0 to 0': (file) =>
      changed(file, (bytes) => {
        bytes.set([0, 0, 0], find(file, SOS).end - 3);
      }),
    'a sequential scan that says 1 to 5, approximated': (file) =>
      changed(file, (bytes) => {
        bytes.set([1, 5, 0x11], find(file, SOS).end - 3);
      }),
    'no Huffman tables, as in Motion-JPEG': (file) => without(file, DHT),
    'JFIF and no Huffman tables': (file) => inserted(without(file, DHT), 2, JFIF),
    'three components with one id': (file) =>
      changed(file, (bytes) => {
        for (let i = 0; i < 3; i++) {
          bytes[frameOf(file).at + 10 + 3 * i] = 1;
          bytes[find(file, SOS).at + 5 + 2 * i] = 1;
        }
      }),
    'the number of lines once more behind the scan': (file) =>
      inserted(file, file.length - 2, jpegSegment(DNL, file.subarray(frameOf(file).at + 5, frameOf(file).at + 7))),
    'the number of lines only behind the scan': (file) => {
      const { at } = frameOf(file);
      const unknown = changed(file, (bytes) => {
        bytes.set([0, 0], at + 5);
      });
      return inserted(unknown, file.length - 2, jpegSegment(DNL, file.subarray(at + 5, at + 7)));
    },
    'a restart marker before the frame': (file) => inserted(file, frameOf(file).at, Buffer.of(0xff, 0xd3)),
    'conditioning of an arithmetic coder': (file) =>
      inserted(file, frameOf(file).at, jpegSegment(DAC, Buffer.of(0, 0x10))),
    'an empty comment': (file) => inserted(file, frameOf(file).at, jpegSegment(COM, Buffer.alloc(0))),
    'an Adobe segment with an unknown transform': (file) => inserted(file, 2, adobe(9)),
    'a JFIF segment and an Adobe segment that says RGB': (file) => inserted(file, 2, Buffer.concat([JFIF, adobe(0)])),
    'a JFIF segment': (file) => inserted(file, 2, JFIF),
    'bytes behind the end': (file) => Buffer.concat([file, Buffer.alloc(500, 7)]),
  };
  it.each(Object.entries(KINDS))('%s', async (_kind, make) => {
    const file = await base();
    const plain = await decode(file);
    const unusual = await decode(make(file));
    expect(unusual).toMatchObject({ complete: true, coverage: 1, image: { width: 160, height: 120 } });
    expect(Buffer.compare(unusual.image.data, plain.image.data)).toBe(0);
    expect(difference(unusual.image.data, await sharp(file).raw().toBuffer()).mean).toBeLessThan(1);
  });

  it.each([
    ['a JFIF segment', (file: Buffer) => inserted(file, 2, JFIF)],
    ['an Adobe segment with an unknown transform', (file: Buffer) => inserted(file, 2, adobe(9))],
    ['an empty comment', (file: Buffer) => inserted(file, frameOf(file).at, jpegSegment(COM, Buffer.alloc(0)))],
  ] as const)('%s, progressive at an eighth', async (_kind, make) => {
    const file = await sharp(PHOTOGRAPHS.meal).resize(800, 600, { fit: 'fill' }).jpeg({ progressive: true }).toBuffer();
    expect((await decode(make(file), 70)).image).toEqual((await decode(file, 70)).image);
  });
});

describe('colours', () => {
  it('that are RGB because the components are called R, G and B', async () => {
    const file = fixture('rgb.jpg');
    const bare = without(file, APP0, APP14);
    const named = changed(bare, (bytes) => {
      const [frame, scan] = [frameOf(bare), find(bare, SOS)];
      for (const [i, id] of ['R', 'G', 'B'].entries()) {
        bytes[frame.at + 10 + 3 * i] = id.charCodeAt(0);
        bytes[scan.at + 5 + 2 * i] = id.charCodeAt(0);
      }
    });
    const { image } = await decode(named);
    expect(difference(image.data, await sharp(named).raw().toBuffer()).mean).toBeLessThan(1);
    expect(Buffer.compare(image.data, (await decode(file)).image.data)).toBe(0);
  });
});

describe('orientation', () => {
  const turned = async (...segments: Buffer[]): Promise<number> => {
    const file = await base();
    return (await decode(inserted(file, 2, Buffer.concat(segments)))).header.orientation;
  };
  const block = (orientation: number): Buffer =>
    jpegSegment(APP1, Buffer.concat([Buffer.from('Exif\0\0'), exif(orientation, true)]));

  it('is that of the first EXIF block, whatever the second says', async () => {
    expect(await turned(block(6))).toBe(6);
    expect(await turned(block(1), block(6))).toBe(1);
    expect(await turned(block(8), block(6))).toBe(8);
  });

  it('is not in a block without the mark of EXIF', async () => {
    expect(await turned(jpegSegment(APP1, exif(6, true)))).toBe(1);
    expect(await turned(jpegSegment(APP1, exif(6, true)), block(3))).toBe(3);
  });
});

describe('a picture of', () => {
  it.each([
    [16, 1, false],
    [1, 16, false],
    [1, 1, false],
    [2, 1, true],
    [1, 2, true],
    [9, 1, false],
    [17, 1, true],
  ])('%d x %d pixels, progressive: %s', async (width, height, progressive) => {
    const file = await sharp(PHOTOGRAPHS.car).resize(width, height, { fit: 'fill' }).jpeg({ progressive }).toBuffer();
    const { image, complete } = await decode(file);
    expect({ width: image.width, height: image.height, complete }).toEqual({ width, height, complete: true });
    expect(difference(image.data, await sharp(file).raw().toBuffer()).mean).toBeLessThan(4);
  });
});
