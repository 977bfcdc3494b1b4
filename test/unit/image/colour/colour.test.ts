import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import sharp, { type Sharp } from 'sharp';
import { afterAll, describe, expect, it } from 'vitest';

import { decodeImage, type DecodedImage } from '../../../../src/image/decode.ts';
import { codecs } from '../codecs.ts';
import { difference } from '../difference.ts';
import { jpegSegment, png, pngChunk, pngHeader } from '../files.ts';
import { PHOTOGRAPHS } from '../pictures.ts';
import { curv, GREY_GAMMA_18, iccProfile, para, PROFILES, TABLES, xyz } from './profiles.ts';
import { random } from '../random.ts';

const folder = mkdtempSync(join(tmpdir(), 'edgelens-profiles-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** libvips reads profiles from files. */
function profileFile(name: string, profile: Uint8Array): string {
  const path = join(folder, `${name.replaceAll(/\W/g, '-')}.icc`);
  writeFileSync(path, profile);
  return path;
}

const colourful = (): Sharp => sharp(PHOTOGRAPHS.meal).resize(320, 240, { fit: 'fill' }).modulate({ saturation: 1.8 });
const decode = (file: Uint8Array): Promise<DecodedImage> => decodeImage(file, { codecs, shortSide: 256 });
/** The same pixels as libvips and little-cms see them in sRGB. */
const libvips = (file: Uint8Array): Promise<Buffer> => sharp(file).toColourspace('srgb').raw().toBuffer();

/** A PNG of one pixel with a profile. */
const pixel = (profile: Uint8Array, ...rgb: [number, number, number]): Buffer =>
  png(pngHeader(1, 1), Buffer.of(0, ...rgb), pngChunk('iCCP', Buffer.concat([Buffer.from('name\0\0'), profile])));
const deflated = (profile: Uint8Array, ...rgb: [number, number, number]): Buffer => pixel(deflateSync(profile), ...rgb);

describe('a picture with a colour profile, against little-cms', () => {
  const formats = ['jpeg', 'png', 'webp'] as const;
  it.each(
    formats.flatMap((format) => Object.entries(PROFILES).map(([name, profile]) => [format, name, profile] as const)),
  )('%s in %s', async (format, name, profile) => {
    const file = await colourful()
      .withIccProfile(profileFile(name, profile))
      .toFormat(format, { quality: 95, lossless: true })
      .toBuffer();
    expect((await sharp(file).metadata()).icc).toBeDefined();
    const { image, colour } = await decode(file);
    const { mean, max } = difference(image.data, await libvips(file));
    expect(mean).toBeLessThan(1);
    if (format !== 'jpeg') expect(max).toBeLessThanOrEqual(4);
    expect(colour).toBe(name.startsWith('sRGB') ? 'srgb' : 'converted');
  });

  it("libvips' own Display P3", async () => {
    const file = await colourful().withIccProfile('p3').jpeg({ quality: 95 }).toBuffer();
    const { image, colour } = await decode(file);
    expect(colour).toBe('converted');
    const { mean } = difference(image.data, await libvips(file));
    expect(mean).toBeLessThan(1);
    // Without the conversion it would be plainly wrong.
    const stored = await sharp(file, { ignoreIcc: true }).raw().toBuffer();
    expect(difference(stored, await libvips(file)).mean).toBeGreaterThan(3);
  });

  it.each([
    ['XYZ ', Buffer.of(0x17, 0xa5, 0x05, 0xb8)],
    ['curv', Buffer.of(0x94, 0x78, 0xee, 0x00)],
  ])('whose %s has the type that an old program wrote', async (type, broken) => {
    const profile = Buffer.from(PROFILES['Adobe RGB (1998)']);
    // Behind the header, which names XYZ too.
    for (let at = profile.indexOf(type, 128, 'latin1'); at >= 0; at = profile.indexOf(type, at, 'latin1'))
      broken.copy(profile, at);
    const file = deflated(profile, 200, 60, 30);
    const { image, colour } = await decode(file);
    expect(colour).toBe('converted');
    const reference = await libvips(file);
    expect(reference[0]).toBeGreaterThan(215);
    expect(difference(image.data, reference).max).toBeLessThanOrEqual(1);
  });

  it('and without one, or with sRGB by libvips', async () => {
    expect(await decode(await colourful().jpeg().toBuffer())).toMatchObject({ colour: 'srgb' });
    for (const format of formats) {
      const file = await colourful().withIccProfile('srgb').toFormat(format).toBuffer();
      expect((await sharp(file).metadata()).icc).toBeDefined();
      expect(await decode(file)).toMatchObject({ colour: 'srgb' });
    }
  });

  it('grey with a curve of its own', async () => {
    const grey = colourful().toColourspace('b-w');
    const jpeg = await grey.withIccProfile(profileFile('grey', GREY_GAMMA_18)).jpeg({ quality: 95 }).toBuffer();
    const ramp = Uint8Array.from({ length: 257 }, (_, i) => (i === 0 ? 0 : i - 1));
    const chunk = Buffer.concat([Buffer.from('name\0\0'), deflateSync(GREY_GAMMA_18)]);
    for (const file of [jpeg, png(pngHeader(256, 1, 8, 0), ramp, pngChunk('iCCP', chunk))]) {
      const { image, colour } = await decode(file);
      expect(colour).toBe('converted');
      const reference = await sharp(file).toColourspace('srgb').raw().toBuffer({ resolveWithObject: true });
      const channels = reference.info.channels;
      const every = image.data.filter((_, i) => i % 3 < channels);
      expect(difference(every, reference.data).mean).toBeLessThan(1);
    }
  });
});

describe('a picture with a profile of look-up tables, against little-cms', () => {
  /** Colours from all over the cube, dark ones too. */
  const LEVELS = [0, 5, 12, 25, 40, 64, 90, 128, 160, 200, 230, 255];
  const COLOURS = LEVELS.flatMap((r) => LEVELS.flatMap((g) => LEVELS.map((b) => [r, g, b])));
  const picture = (profile: Uint8Array): Buffer =>
    png(
      pngHeader(COLOURS.length, 1),
      Buffer.from([0, ...COLOURS.flat()]),
      pngChunk('iCCP', Buffer.concat([Buffer.from('name\0\0'), deflateSync(profile)])),
    );

  // Printed by `transicc -n -i PROFILE -o '*sRGB' -t 0` of little-cms 2.14, rounded and clipped.
  it.each([
    ['mAB to XYZ, without a grid', [0, 161, 0, 0, 0, 131, 4, 60, 164, 0, 0, 235, 0, 0, 255]],
    ['mft2 to XYZ', [0, 161, 0, 0, 4, 132, 15, 62, 164, 0, 1, 235, 0, 1, 255]],
    ['mft1 to Lab', [0, 162, 0, 0, 6, 131, 19, 62, 164, 3, 2, 235, 0, 4, 255]],
    ['mAB to Lab, by 8 bits', [0, 161, 0, 3, 6, 132, 16, 62, 164, 5, 1, 234, 4, 1, 255]],
  ])('%s, saturated and dark', async (name, expected) => {
    const colours = [90, 160, 0, 5, 12, 128, 40, 64, 160, 0, 5, 230, 0, 5, 255];
    const chunk = Buffer.concat([Buffer.from('name\0\0'), deflateSync(TABLES[name] ?? Buffer.of())]);
    const { image } = await decode(png(pngHeader(5, 1), Buffer.from([0, ...colours]), pngChunk('iCCP', chunk)));
    expect(difference(image.data, Uint8Array.from(expected)).max).toBeLessThanOrEqual(1);
  });

  it.each(Object.entries(TABLES))('%s', async (_name, profile) => {
    const file = picture(profile);
    const { image, colour } = await decode(file);
    const reference = await libvips(file);
    expect(colour).toBe('converted');
    const { mean, max } = difference(image.data, reference);
    expect(mean).toBeLessThan(0.3);
    // libvips clips some colours outside of sRGB before it has them.
    expect(max).toBeLessThan(12);
    const apart = image.data.filter((value, i) => Math.abs(value - (reference[i] ?? 0)) > 2).length;
    expect(apart / image.data.length).toBeLessThan(0.015);
    expect(difference(Uint8Array.from(COLOURS.flat()), reference).mean).toBeGreaterThan(5);
  });
});

// Curves that begin at black: little-cms stretches others that far, which no camera's needs.
describe('curves', () => {
  const middle = async (curve: Buffer): Promise<number> => {
    const primaries = { rXYZ: xyz(0.43607, 0.22249, 0.01392), gXYZ: xyz(0.38515, 0.71687, 0.09708) };
    const profile = iccProfile('RGB ', {
      ...{ rTRC: curve, gTRC: curve, bTRC: curve },
      ...{ ...primaries, bXYZ: xyz(0.14307, 0.06061, 0.7141) },
    });
    const { image } = await decode(deflated(profile, 128, 128, 128));
    const reference = await libvips(deflated(profile, 128, 128, 128));
    expect(difference(image.data, reference).max).toBeLessThanOrEqual(1);
    return image.data[1] ?? 0;
  };

  it.each([
    ['a power', curv(0x0100)],
    ['samples', curv(0, 20_000, 40_000, 65_535)],
    ['function 0', para(0, 1.5)],
    ['function 1', para(1, 2, 1.1, -0.1)],
    ['function 2', para(2, 2, 0.9, 0.1, -0.01)],
    ['function 3', para(3, 2.4, 0.9479, 0.0521, 0.0774, 0.6)],
    ['function 4', para(4, 2, 0.9, 0.05, 0.5, 0.7, 0.01, 0)],
  ])('%s', async (_name, curve) => {
    expect(await middle(curve)).not.toBe(128);
  });
});

describe('a profile that cannot be used is ignored, and said to be', () => {
  const NOTHING = Buffer.of();
  /** How the grid of `mAB ` begins: its points. */
  const GRID = Buffer.of(17, 17, 17, 0);
  /** A profile of {@link TABLES} with another byte behind a mark. */
  const altered = (name: string, mark: string | Buffer, offset: number, value: number): Buffer => {
    const profile = Buffer.from(TABLES[name] ?? NOTHING);
    profile.writeUInt8(value, profile.indexOf(mark) + offset);
    return profile;
  };
  const p3 = PROFILES['Display P3'];
  const tagOffset = (name: string): number => p3.indexOf(name, 0, 'latin1');
  const changed = (change: (profile: Buffer) => void): Buffer => {
    const profile = Buffer.from(p3);
    change(profile);
    return profile;
  };

  it.each([
    ['not compressed at all', pixel(p3, 1, 2, 200)],
    ['cut off while compressed', pixel(deflateSync(p3).subarray(0, 60), 1, 2, 200)],
    ['empty', deflated(Buffer.alloc(0), 1, 2, 200)],
    ['of zeros', deflated(Buffer.alloc(5000), 1, 2, 200)],
    ['cut off', deflated(p3.subarray(0, 300), 1, 2, 200)],
    ['of CMYK', deflated(iccProfile('CMYK', {}), 1, 2, 200)],
    ['for grey in a picture of colours', deflated(GREY_GAMMA_18, 1, 2, 200)],
    ['of a look-up table of zeros', deflated(iccProfile('RGB ', { A2B0: Buffer.alloc(3000) }), 1, 2, 200)],
    ['of a look-up table that is cut off', deflated(TABLES['mft2 to Lab']?.subarray(0, -600) ?? NOTHING, 1, 2, 200)],
    ['of a look-up table with four channels', deflated(altered('mft2 to Lab', 'mft2', 8, 4), 1, 2, 200)],
    ['of a look-up table with a grid of one point', deflated(altered('mft2 to Lab', 'mft2', 10, 1), 1, 2, 200)],
    [
      'of a look-up table with numbers of three bytes',
      deflated(altered('mAB to Lab, by 16 bits', GRID, 16, 3), 1, 2, 200),
    ],
    ['of a look-up table with curves of no type', deflated(altered('mAB to Lab, by 16 bits', 'para', 0, 0), 1, 2, 200)],
    [
      'with a curve of four thousand million samples',
      deflated(
        changed(
          (profile) =>
            profile.writeUInt32BE(0xffffffff, profile.indexOf('para') + 8).valueOf() &&
            profile.write('curv', profile.indexOf('para'), 'latin1'),
        ),
        1,
        2,
        200,
      ),
    ],
    [
      'with a tag outside',
      deflated(
        changed((profile) => profile.writeUInt32BE(0xfffffff0, tagOffset('rXYZ') + 4)),
        1,
        2,
        200,
      ),
    ],
    [
      'with a function that does not exist',
      deflated(
        changed((profile) => profile.writeUInt8(9, profile.indexOf('para') + 9)),
        1,
        2,
        200,
      ),
    ],
  ])('%s', async (_name, file) => {
    const { image, colour } = await decode(file);
    expect(colour).toBe('ignored');
    expect([...image.data]).toEqual([1, 2, 200]);
  });

  it('a bomb of compressed zeros', async () => {
    const bomb = deflateSync(Buffer.alloc(200 * 2 ** 20));
    const before = process.memoryUsage().arrayBuffers;
    const { colour } = await decode(pixel(bomb, 1, 2, 200));
    expect(colour).toBe('ignored');
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(12 * 2 ** 20);
  });

  it('pieces of a JPEG that are missing, and taken together when they come in another order', async () => {
    const plain = await colourful().jpeg({ quality: 95 }).toBuffer();
    const piece = (number: number, count: number, content: Uint8Array): Buffer =>
      jpegSegment(0xe2, Buffer.concat([Buffer.from('ICC_PROFILE\0'), Buffer.of(number, count), content]));
    const file = (...pieces: Buffer[]): Buffer => Buffer.concat([plain.subarray(0, 2), ...pieces, plain.subarray(2)]);
    const [first, second] = [p3.subarray(0, 200), p3.subarray(200)];
    expect(await decode(file(piece(2, 2, second), piece(1, 2, first)))).toMatchObject({ colour: 'converted' });
    expect(await decode(file(piece(1, 2, first)))).toMatchObject({ colour: 'ignored' });
    expect(await decode(file(piece(1, 2, first), piece(1, 2, first)))).toMatchObject({ colour: 'ignored' });
    expect(await decode(file(jpegSegment(0xe2, Buffer.from('ICC_PROFILE\0'))))).toMatchObject({ colour: 'ignored' });
    expect(await decode(file(jpegSegment(0xe2, Buffer.from('MPF\0'))))).toMatchObject({ colour: 'srgb' });
  });

  it.each(Object.entries(TABLES))('whatever bytes of %s are wrong, a picture comes out', async (_name, profile) => {
    const next = random(11);
    for (let round = 0; round < 40; round++) {
      const wrong = Buffer.from(profile);
      // The headers and the first curves.
      for (let i = 0; i <= next(6); i++) wrong[128 + next(700)] = next(256);
      const { image } = await decode(deflated(wrong, 10, 100, 200));
      expect(image.data).toHaveLength(3);
    }
  });

  it('whatever bytes are wrong, a picture comes out', async () => {
    const next = random(2026);
    const seen = new Set<string>();
    for (let round = 0; round < 400; round++) {
      const profile = changed((bytes) => {
        for (let i = 0; i <= next(6); i++) bytes[next(bytes.length)] = next(256);
      });
      const { colour, image } = await decode(deflated(profile, 10, 100, 200));
      expect(image.data).toHaveLength(3);
      seen.add(colour);
    }
    expect(seen).toContain('converted');
    expect(seen).toContain('ignored');
  });
});

describe('samples of 16 bits are converted before they are narrowed', () => {
  const linear = PROFILES['linear sRGB'];
  const chunk = (profile: Uint8Array): Buffer =>
    pngChunk('iCCP', Buffer.concat([Buffer.from('name\0\0'), deflateSync(profile)]));
  /** Rows of samples without a filter, all of them in the darkest two per cent. */
  const dark = (width: number, height: number, channels: number): Buffer => {
    const rows = Buffer.alloc(height * (1 + 2 * channels * width));
    const next = random(16);
    for (let y = 0, at = 0; y < height; y++) {
      at++;
      for (let i = 0; i < channels * width; i++, at += 2) rows.writeUInt16BE(next(1310), at);
    }
    return rows;
  };

  it.each([
    ['RGB', 2, 3],
    ['grey', 0, 1],
  ])('%s, dark and linear', async (name, colourType, channels) => {
    const profile = name === 'grey' ? iccProfile('GRAY', { kTRC: curv() }) : linear;
    const file = png(pngHeader(50, 40, 16, colourType), dark(50, 40, channels), chunk(profile));
    const { image, colour } = await decode(file);
    expect(colour).toBe('converted');
    // IEC 61966-2-1, by hand.
    const rows = dark(50, 40, channels);
    const expected = Array.from({ length: 50 * 40 * 3 }, (_, i) => {
      const pixel = Math.floor(i / 3);
      const sample = channels * (pixel % 50) + (channels === 1 ? 0 : i % 3);
      const light = rows.readUInt16BE(Math.floor(pixel / 50) * (1 + 100 * channels) + 1 + 2 * sample) / 65_535;
      return Math.round(255 * (light <= 0.0031308 ? 12.92 * light : 1.055 * light ** (1 / 2.4) - 0.055));
    });
    expect(difference(image.data, Uint8Array.from(expected)).max).toBeLessThanOrEqual(1);
  });

  it('with alpha, which is not converted, and with one colour that is clear', async () => {
    const half = Buffer.from([0, ...[0x05, 0x00, 0x05, 0x00, 0x05, 0x00, 0x80, 0x00]]);
    const { image } = await decode(png(pngHeader(1, 1, 16, 6), half, chunk(linear)));
    // A light of 0x500 / 0xFFFF is a level of 38; half of it on white.
    expect([...image.data]).toEqual([146, 146, 146]);
    const clear = pngChunk('tRNS', Buffer.of(5, 0, 5, 0, 5, 0));
    const opaque = Buffer.from([0, ...[5, 0, 5, 0, 5, 0], ...[5, 0, 5, 0, 5, 1]]);
    const two = await decode(png(pngHeader(2, 1, 16, 2), opaque, chunk(linear), clear));
    expect([...two.image.data]).toEqual([255, 255, 255, 38, 38, 38]);
  });

  it('interlaced and smaller', async () => {
    const encode = (progressive: boolean): Promise<Buffer> =>
      sharp(PHOTOGRAPHS.meal)
        .resize(320, 240, { fit: 'fill' })
        .toColourspace('rgb16')
        .withIccProfile(profileFile('pro', PROFILES['ProPhoto RGB']))
        .png({ progressive })
        .toBuffer();
    const [rows, passes] = await Promise.all([encode(false), encode(true)]);
    // Bits of a sample, and interlacing.
    expect([rows[24], rows[28], passes[24], passes[28]]).toEqual([16, 0, 16, 1]);
    const { image, colour } = await decode(rows);
    expect(colour).toBe('converted');
    expect((await decode(passes)).image).toEqual(image);
    for (const file of [rows, passes]) {
      const { image: smaller } = await decodeImage(file, { codecs, shortSide: 60 });
      expect(smaller).toMatchObject({ width: 160, height: 120 });
      const mean = (i: number): number => {
        const at = 3 * (640 * Math.floor(i / 480) + 2 * (Math.floor(i / 3) % 160)) + (i % 3);
        return [0, 3, 960, 963].reduce((sum, offset) => sum + (image.data[at + offset] ?? 0), 0) / 4;
      };
      expect(
        difference(
          smaller.data,
          Uint8Array.from({ length: 3 * 160 * 120 }, (_, i) => mean(i)),
        ).max,
      ).toBe(1);
    }
  });
});

describe('CMYK', () => {
  it('is converted by the table of a press, and its own profile is ignored', async () => {
    const plain = await colourful().toColourspace('cmyk').jpeg().toBuffer();
    expect(await decode(plain)).toMatchObject({ colour: 'converted' });
    const profiled = await colourful().toColourspace('cmyk').withIccProfile('cmyk').jpeg().toBuffer();
    expect((await sharp(profiled).metadata()).icc).toBeDefined();
    expect(await decode(profiled)).toMatchObject({ colour: 'ignored' });
  });
});
