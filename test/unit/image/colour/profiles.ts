/** A number of 16.16 bits, as ICC profiles have them. */
const fixed = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(Math.round(value * 65_536));
  return bytes;
};

const word = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
};

const tag = (type: string, ...parts: readonly Buffer[]): Buffer =>
  Buffer.concat([Buffer.from(type, 'latin1'), Buffer.alloc(4), ...parts]);

export const xyz = (x: number, y: number, z: number): Buffer => tag('XYZ ', fixed(x), fixed(y), fixed(z));

/** A curve of samples from 0 to 65,535; a single one is an exponent in units of 1/256. */
export function curv(...samples: number[]): Buffer {
  const values = Buffer.alloc(2 * samples.length);
  samples.forEach((sample, i) => values.writeUInt16BE(sample, 2 * i));
  return tag('curv', word(samples.length), values);
}

export const para = (kind: number, ...parameters: number[]): Buffer =>
  tag('para', Buffer.of(0, kind, 0, 0), ...parameters.map(fixed));

/** An ICC profile of version 2.4 with the given tags (ICC.1:2001-04). */
export function iccProfile(space: 'RGB ' | 'GRAY' | 'CMYK', tags: Readonly<Record<string, Buffer>>): Buffer {
  const all: [string, Buffer][] = Object.entries({
    desc: tag('desc', word(5), Buffer.from('test\0'), Buffer.alloc(78)),
    cprt: tag('text', Buffer.from('none\0')),
    wtpt: xyz(0.9642, 1, 0.8249),
    ...tags,
  });
  const table = [word(all.length)];
  let at = 128 + 4 + 12 * all.length;
  for (const [name, content] of all) {
    table.push(Buffer.from(name, 'latin1'), word(at), word(content.length));
    at += Math.ceil(content.length / 4) * 4;
  }
  const header = Buffer.alloc(128);
  header.writeUInt32BE(at, 0);
  header.write('\x02\x40', 8, 'latin1');
  header.write('mntr', 12, 'latin1');
  header.write(space, 16, 'latin1');
  header.write('XYZ ', 20, 'latin1');
  header.write('acsp', 36, 'latin1');
  Buffer.concat([fixed(0.9642), fixed(1), fixed(0.8249)]).copy(header, 68);
  const contents = all.map(([, content]) => Buffer.concat([content, Buffer.alloc((4 - (content.length % 4)) % 4)]));
  return Buffer.concat([header, ...table, ...contents]);
}

const rgb = (curve: Buffer, red: Buffer, green: Buffer, blue: Buffer): Buffer =>
  iccProfile('RGB ', { rTRC: curve, gTRC: curve, bTRC: curve, rXYZ: red, gXYZ: green, bXYZ: blue });

/** sRGB's curve: IEC 61966-2-1. */
const SRGB_LIGHT = Array.from({ length: 1024 }, (_, i) => {
  const x = i / 1023;
  return Math.round(65_535 * (x <= 0.04045 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4));
});
const SRGB_PRIMARIES = [
  xyz(0.43607, 0.22249, 0.01392),
  xyz(0.38515, 0.71687, 0.09708),
  xyz(0.14307, 0.06061, 0.7141),
] as const;

/** Profiles by the published primaries of their colour spaces, adapted to D50. */
export const PROFILES = {
  'Adobe RGB (1998)': rgb(
    curv(0x0233),
    xyz(0.60974, 0.31111, 0.01947),
    xyz(0.20528, 0.62567, 0.06087),
    xyz(0.14919, 0.06322, 0.74457),
  ),
  'ProPhoto RGB': rgb(curv(0x01cd), xyz(0.79767, 0.28804, 0), xyz(0.13519, 0.71188, 0), xyz(0.03134, 0.00009, 0.82491)),
  'Display P3': rgb(
    para(3, 2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045),
    xyz(0.51512, 0.2412, -0.00105),
    xyz(0.29198, 0.69225, 0.04189),
    xyz(0.1571, 0.06657, 0.78407),
  ),
  'sRGB, curves of 1,024 samples': rgb(curv(...SRGB_LIGHT), ...SRGB_PRIMARIES),
  'linear sRGB': rgb(curv(), ...SRGB_PRIMARIES),
} as const;

export const GREY_GAMMA_18 = iccProfile('GRAY', { kTRC: curv(0x01cd) });

/** A byte or two for each fraction. */
function fractions(values: readonly number[], bytes: 1 | 2): Buffer {
  const buffer = Buffer.alloc(bytes * values.length);
  values.forEach((value, i) => {
    const whole = Math.round(Math.min(1, Math.max(0, value)) * (bytes === 1 ? 255 : 65_535));
    if (bytes === 1) buffer.writeUInt8(whole, i);
    else buffer.writeUInt16BE(whole, 2 * i);
  });
  return buffer;
}

type Colour = [number, number, number];

/** Adobe RGB (1998) for light: XYZ under D50, with a black of some lightness. */
const adobeXyz = (light: readonly number[], black = 0): Colour => {
  const [r = 0, g = 0, b = 0] = light.map((value) => black + (1 - black) * value);
  return [
    0.60974 * r + 0.20528 * g + 0.14919 * b,
    0.31111 * r + 0.62567 * g + 0.06322 * b,
    0.01947 * r + 0.06087 * g + 0.74457 * b,
  ];
};

/** CIE L*a*b* as fractions of what a table holds. */
function lab([x, y, z]: Colour, legacy: boolean): Colour {
  const f = (t: number): number => (t > 216 / 24_389 ? Math.cbrt(t) : (841 / 108) * t + 4 / 29);
  const [fx, fy, fz] = [f(x / 0.9642), f(y), f(z / 0.8249)];
  const [l, a, b] = [(116 * fy - 16) / 100, (500 * (fx - fy) + 128) / 255, (200 * (fy - fz) + 128) / 255];
  const scale = legacy ? 65_280 / 65_535 : 1;
  return [l * scale, a * scale, b * scale];
}

/** Points of a grid, the third channel fastest. */
const gridOf = (points: number, at: (device: Colour) => Colour): number[] =>
  Array.from({ length: points ** 3 }, (_, i) =>
    at([
      Math.floor(i / points ** 2) / (points - 1),
      (Math.floor(i / points) % points) / (points - 1),
      (i % points) / (points - 1),
    ]),
  ).flat();

const ramp = (samples: number): number[] => Array.from({ length: samples }, (_, i) => i / (samples - 1));
const power = (samples: number, exponent: number): number[] => ramp(samples).map((x) => x ** exponent);
const thrice = (values: number[]): number[] => [...values, ...values, ...values];

const GAMMA = 563 / 256;
const POINTS = 17;
const gamma = (device: Colour): Colour => device.map((value) => value ** GAMMA) as Colour;

/** `mft1` and `mft2`: curves, grid, curves. */
function lut(bytes: 1 | 2, before: number[], grid: number[], after: number[], points = POINTS): Buffer {
  const identity = [1, 0, 0, 0, 1, 0, 0, 0, 1].map(fixed);
  const counts = Buffer.alloc(4);
  counts.writeUInt16BE(before.length / 3, 0);
  counts.writeUInt16BE(after.length / 3, 2);
  return tag(
    bytes === 1 ? 'mft1' : 'mft2',
    ...[Buffer.of(3, 3, points, 0), ...identity, ...(bytes === 2 ? [counts] : [])],
    ...[before, grid, after].map((values) => fractions(values, bytes)),
  );
}

/** `mAB `: any of curves A, grid, curves M, matrix; curves B always. */
export function aToB(parts: {
  a?: Buffer[];
  grid?: Buffer;
  m?: Buffer[];
  matrix?: readonly number[];
  b: Buffer[];
}): Buffer {
  const padded = (buffers: Buffer[]): Buffer =>
    Buffer.concat(buffers.flatMap((buffer) => [buffer, Buffer.alloc((4 - (buffer.length % 4)) % 4)]));
  const blocks = [parts.b, parts.matrix?.map(fixed), parts.m, parts.grid && [parts.grid], parts.a].map((buffers) =>
    padded(buffers ?? []),
  );
  let at = 32;
  const offsets = blocks.map((block) => {
    const offset = block.length === 0 ? 0 : at;
    at += block.length;
    return word(offset);
  });
  return tag('mAB ', Buffer.of(3, 3, 0, 0), ...offsets, ...blocks);
}

/** The grid of `mAB `. */
const clut = (bytes: 1 | 2, values: number[]): Buffer =>
  Buffer.concat([
    Buffer.of(POINTS, POINTS, POINTS),
    Buffer.alloc(13),
    Buffer.of(bytes, 0, 0, 0),
    fractions(values, bytes),
  ]);

/** Sets the connection space and the version of a profile. */
function named(profile: Buffer, space: 'XYZ ' | 'Lab ', version: 2 | 4): Buffer {
  profile.write(space, 20, 'latin1');
  profile[8] = version;
  return profile;
}

const table = (A2B0: Buffer, space: 'XYZ ' | 'Lab ', version: 2 | 4): Buffer =>
  named(iccProfile('RGB ', { A2B0 }), space, version);

const xyzFraction = (colour: Colour): Colour => colour.map((value) => (value * 32_768) / 65_535) as Colour;
const curves = (curve: Buffer): Buffer[] => [curve, curve, curve];

/** Profiles of look-up tables of every kind, all of them Adobe RGB (1998) or next to it. */
export const TABLES: Readonly<Record<string, Buffer>> = {
  'mft1 to Lab': table(
    lut(
      1,
      thrice(ramp(256)),
      gridOf(POINTS, (d) => lab(adobeXyz(gamma(d)), false)),
      thrice(ramp(256)),
    ),
    'Lab ',
    2,
  ),
  'mft2 to Lab': table(
    lut(
      2,
      thrice(power(64, 1.1)),
      gridOf(POINTS, (d) => lab(adobeXyz(gamma(d)), true)),
      thrice(ramp(2)),
    ),
    'Lab ',
    2,
  ),
  'mft2 to Lab, whose black is grey': table(
    lut(
      2,
      thrice(ramp(2)),
      gridOf(POINTS, (d) => lab(adobeXyz(gamma(d), 0.02), true)),
      thrice(ramp(2)),
    ),
    'Lab ',
    2,
  ),
  'mft2 to XYZ': table(
    lut(
      2,
      thrice(power(1024, GAMMA)),
      gridOf(POINTS, (d) => xyzFraction(adobeXyz(d))),
      thrice(ramp(2)),
    ),
    'XYZ ',
    2,
  ),
  'mft2 of version 4 to Lab': table(
    lut(
      2,
      thrice(ramp(2)),
      gridOf(POINTS, (d) => lab(adobeXyz(gamma(d), 0.0034731), true)),
      thrice(ramp(2)),
    ),
    'Lab ',
    4,
  ),
  'mAB to Lab, by 16 bits': table(
    aToB({
      a: curves(para(0, 1.2)),
      grid: clut(
        2,
        gridOf(POINTS, (d) => lab(adobeXyz(gamma(d), 0.0034731), false)),
      ),
      m: curves(curv()),
      matrix: [1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0],
      b: curves(curv()),
    }),
    'Lab ',
    4,
  ),
  'mAB to Lab, by 8 bits': table(
    aToB({
      a: curves(curv()),
      grid: clut(
        1,
        gridOf(POINTS, (d) => lab(adobeXyz(gamma(d), 0.0034731), false)),
      ),
      b: curves(curv()),
    }),
    'Lab ',
    4,
  ),
  'mAB to XYZ, without a grid': table(
    aToB({
      m: curves(para(0, GAMMA)),
      matrix: [
        ...[0.60974, 0.20528, 0.14919, 0.31111, 0.62567, 0.06322, 0.01947, 0.06087, 0.74457].map(
          (value) => (value * 32_768) / 65_535,
        ),
        ...[0, 0, 0],
      ],
      b: curves(curv()),
    }),
    'XYZ ',
    4,
  ),
  'mft2 before curves and a matrix of other colours': named(
    iccProfile('RGB ', {
      A2B0: lut(
        2,
        thrice(ramp(2)),
        gridOf(POINTS, (d) => lab(adobeXyz(gamma(d)), true)),
        thrice(ramp(2)),
      ),
      ...Object.fromEntries(['rTRC', 'gTRC', 'bTRC'].map((name) => [name, curv()])),
      ...{ rXYZ: xyz(0.3, 0.2, 0.1), gXYZ: xyz(0.3, 0.6, 0.1), bXYZ: xyz(0.3, 0.2, 0.6) },
    }),
    'Lab ',
    2,
  ),
};
