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
