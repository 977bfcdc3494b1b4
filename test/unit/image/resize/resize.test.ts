import { describe, expect, it } from 'vitest';

import type { Image } from '../../../../src/image/image.ts';
import { resampleInJavaScript, type Resampler } from '../../../../src/image/resize/resampler.ts';
import { resize as resizeWith, type ResizeSpec } from '../../../../src/image/resize/resize.ts';
import { wasmResampler } from '../../../../src/image/resize/wasm-resampler.ts';
import { compileKernels } from '../../inference/engines/simd/kernels.ts';
import { random } from '../random.ts';

/** The picture that the reference values were computed from: (37x + 91y + 53c + 13xy) mod 256. */
function pattern(width: number, height: number): Image {
  const data = new Uint8Array(3 * width * height);
  for (let i = 0; i < data.length; i++) {
    const channel = i % 3;
    const x = ((i - channel) / 3) % width;
    const y = Math.floor(i / (3 * width));
    data[i] = (37 * x + 91 * y + 53 * channel + 13 * x * y) % 256;
  }
  return { width, height, data };
}

const squash = (height: number, width: number, interpolation: ResizeSpec['interpolation']): ResizeSpec => ({
  size: [height, width],
  cropMode: 'squash',
  cropPct: 1,
  interpolation,
});

const grey = (width: number, height: number, ...values: number[]): Image => ({
  width,
  height,
  data: Uint8Array.from(values.flatMap((value) => [value, value, value])),
});
const red = (rgb: Uint8Array): number[] => [...rgb.filter((_, i) => i % 3 === 0)];

const RESAMPLERS: readonly (readonly [string, Resampler])[] = [
  ['JavaScript', resampleInJavaScript],
  ['WebAssembly', wasmResampler(await compileKernels('resample'))],
];

describe.each(RESAMPLERS)('resize in %s, computed by hand', (_name, resampler) => {
  const resize = (image: Image, spec: ResizeSpec): Uint8Array => resizeWith(image, spec, resampler);

  it('returns a picture of the right size unchanged', () => {
    const image = pattern(6, 5);
    expect(resize(image, squash(5, 6, 'bicubic'))).toEqual(image.data);
    expect(resize(image, squash(5, 6, 'bilinear'))).toEqual(image.data);
  });

  it('takes the middle of a picture of the right size unchanged, also of a part of an image', () => {
    const image = pattern(9, 7);
    const spec: ResizeSpec = { size: [4, 4], cropMode: 'center', cropPct: 0.8, interpolation: 'bicubic' };
    // The short side of the part is 5 = 4 / 0.8, so nothing is scaled; (7 - 4) / 2 and (5 - 4) / 2 round to 2 and 0.
    const part = { ...image, extent: { left: 1, top: 2, width: 7, height: 5 } };
    const expected = [2, 3, 4, 5].flatMap((y) => [...image.data.subarray(3 * (9 * y + 3), 3 * (9 * y + 7))]);
    expect([...resize(part, spec)]).toEqual(expected);
  });

  it('halves with the triangle of four pixels', () => {
    // Weights 1/8, 3/8, 3/8, 1/8; at the edge 3/7, 3/7, 1/7.
    expect(red(resize(grey(4, 1, 0, 70, 140, 210), squash(1, 2, 'bilinear')))).toEqual([50, 160]);
  });

  it('doubles by linear interpolation', () => {
    expect(red(resize(grey(2, 1, 0, 100), squash(1, 4, 'bilinear')))).toEqual([0, 25, 75, 100]);
  });

  it('keeps one colour one colour, whatever the scale', () => {
    for (const [width, height] of [
      [1, 1],
      [3, 200],
      [500, 7],
    ] as const) {
      const image = { width, height, data: new Uint8Array(3 * width * height).fill(201) };
      for (const interpolation of ['bilinear', 'bicubic'] as const) {
        const spec = { size: [16, 16], cropMode: 'center', cropPct: 0.875, interpolation } as const;
        expect(new Set(resize(image, spec))).toEqual(new Set([201]));
      }
    }
  });

  it('takes the middle, and only that', () => {
    // 8 x 2 already has the short side of 2, so the middle two columns come out untouched.
    const image = pattern(8, 2);
    const middle = [...image.data.subarray(9, 15), ...image.data.subarray(24 + 9, 24 + 15)];
    expect([...resize(image, { size: [2, 2], cropMode: 'center', cropPct: 1, interpolation: 'bicubic' })]).toEqual(
      middle,
    );
  });

  it('crops a picture that is 5000 times as high as wide', () => {
    const image = { width: 1, height: 5000, data: new Uint8Array(15_000) };
    for (let y = 0; y < 5000; y++) image.data.fill(y < 2500 ? 10 : 200, 3 * y, 3 * y + 3);
    const rows = red(
      resize(image, { size: [224, 224], cropMode: 'center', cropPct: 0.875, interpolation: 'bilinear' }),
    );
    expect(rows[0]).toBeLessThan(110);
    expect(rows.at(-1)).toBeGreaterThan(100);
    expect(rows).toHaveLength(224 * 224);
  });

  it('refuses a spec that makes no sense', () => {
    const spec = squash(2, 2, 'bicubic');
    for (const cropPct of [0, -1, 1.01, Number.NaN])
      expect(() => resize(pattern(2, 2), { ...spec, cropPct })).toThrow(RangeError);
    for (const size of [
      [0, 2],
      [2, 2.5],
    ] as const)
      expect(() => resize(pattern(2, 2), { ...spec, size })).toThrow(RangeError);
  });
});

// Computed with Pillow 13.0.0: Image.fromarray(pattern).resize((width, height), filter).
describe.each(RESAMPLERS)('resize in %s, by Pillow', (_name, resampler) => {
  const resize = (image: Image, spec: ResizeSpec): Uint8Array => resizeWith(image, spec, resampler);

  it.each([
    [
      '5 x 4 to 3 x 2, bicubic',
      5,
      4,
      squash(2, 3, 'bicubic'),
      [80, 122, 157, 132, 151, 144, 131, 137, 172, 130, 135, 120, 152, 139, 115, 144, 134, 119],
    ],
    [
      '5 x 4 to 3 x 2, bilinear',
      5,
      4,
      squash(2, 3, 'bilinear'),
      [85, 122, 154, 129, 150, 142, 131, 137, 169, 127, 133, 123, 146, 142, 114, 143, 133, 124],
    ],
    [
      '5 x 4 to 7 x 6, bicubic',
      5,
      4,
      squash(6, 7, 'bicubic'),
      [
        0, 45, 98, 12, 65, 116, 41, 93, 151, 66, 119, 189, 90, 157, 215, 128, 192, 244, 158, 210, 255, 36, 87, 156, 57,
        120, 188, 96, 165, 180, 137, 190, 108, 177, 118, 133, 142, 109, 178, 81, 142, 210, 106, 161, 178, 137, 169, 223,
        168, 200, 191, 180, 233, 49, 233, 91, 81, 154, 58, 112, 36, 103, 120, 178, 245, 44, 228, 131, 79, 202, 56, 121,
        63, 116, 150, 102, 145, 211, 147, 188, 136, 169, 223, 22, 96, 157, 66, 144, 112, 113, 158, 102, 132, 106, 159,
        91, 161, 118, 148, 159, 137, 138, 124, 184, 93, 2, 54, 125, 42, 106, 184, 109, 184, 162, 177, 230, 10, 252, 78,
        56, 173, 55, 134, 47, 115, 185,
      ],
    ],
    [
      '13 x 9 to 4 x 3, bicubic',
      13,
      9,
      squash(3, 4, 'bicubic'),
      [
        122, 137, 139, 142, 139, 142, 122, 117, 124, 122, 165, 125, 124, 152, 135, 143, 113, 144, 137, 125, 146, 117,
        148, 122, 148, 117, 168, 150, 119, 143, 151, 127, 128, 146, 123, 151,
      ],
    ],
    [
      '2 x 3 to 3 x 3, bilinear',
      2,
      3,
      squash(3, 3, 'bilinear'),
      [
        0, 53, 106, 19, 72, 125, 37, 90, 143, 91, 144, 197, 116, 169, 222, 141, 194, 247, 182, 235, 32, 214, 139, 64,
        245, 42, 95,
      ],
    ],
    // Short side to 5, that is 10 x 5, then crop((3, 0, 7, 4)): half a pixel is rounded to the even one.
    [
      '20 x 10 to the middle 4 x 4 of 10 x 5',
      20,
      10,
      { size: [4, 4], cropMode: 'center', cropPct: 0.8, interpolation: 'bicubic' },
      [
        136, 129, 114, 100, 92, 131, 115, 179, 155, 188, 130, 59, 123, 113, 151, 152, 147, 107, 88, 126, 149, 180, 126,
        67, 132, 113, 156, 143, 135, 155, 115, 141, 116, 169, 117, 127, 156, 118, 140, 158, 137, 129, 136, 132, 131,
        170, 114, 179,
      ],
    ],
  ] as const)('%s', (_name, width, height, spec, expected) => {
    expect([...resize(pattern(width, height), spec)]).toEqual(expected);
  });

  it('a box of fractional pixels', () => {
    // resize((4, 3), BICUBIC, box=(0.5, 0, 8.25, 6.5))
    const image = { ...pattern(9, 7), extent: { left: 0.5, top: 0, width: 7.75, height: 6.5 } };
    const expected = [
      104, 136, 152, 141, 142, 153, 139, 150, 141, 129, 127, 114, 136, 147, 117, 149, 128, 120, 141, 112, 147, 123, 114,
      146, 105, 167, 150, 150, 107, 165, 135, 131, 130, 140, 114, 154,
    ];
    expect([...resize(image, squash(3, 4, 'bicubic'))]).toEqual(expected);
  });
});

describe('resize in WebAssembly', () => {
  it('makes the bytes that JavaScript makes, of pictures of any size', () => {
    const [, [, inWasm]] = RESAMPLERS as [unknown, readonly [string, Resampler]];
    const next = random(224);
    for (let round = 0; round < 60; round++) {
      const [width, height] = [1 + next(round % 3 === 0 ? 2000 : 300), 1 + next(round % 3 === 1 ? 2000 : 300)];
      const data = Uint8Array.from({ length: 3 * width * height }, () => next(256));
      const extent = { left: next(10) / 10, top: 0, width: width - next(10) / 10, height: height - next(10) / 10 };
      const image =
        round % 2 === 0 && width > 1 && height > 1 ? { width, height, data, extent } : { width, height, data };
      const spec: ResizeSpec = {
        size: [1 + next(100), 1 + next(100)],
        cropMode: round % 4 < 2 ? 'center' : 'squash',
        cropPct: 0.875,
        interpolation: round % 5 < 3 ? 'bicubic' : 'bilinear',
      };
      expect(Buffer.compare(resizeWith(image, spec, inWasm), resizeWith(image, spec)), JSON.stringify(spec)).toBe(0);
    }
  });
});
