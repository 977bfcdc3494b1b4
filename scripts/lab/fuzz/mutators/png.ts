import { deflateSync, inflateSync } from 'node:zlib';

import type { Chance } from '../chance.ts';
import { big16, big32, concat, fromLatin1, overwrite, viewOf } from '../files/bytes.ts';
import type { PngChunk, PngFile } from '../files/png-file.ts';
import { exifBlock, ORIENTATION, SHORT } from '../files/exif-block.ts';
import { BYTE_MUTATORS } from './bytes.ts';
import { mutateExif } from './exif.ts';
import { mutateIcc } from './icc.ts';
import { type Mutator, mutator, shuffleList } from './mutator.ts';
import { flatPicture } from './png-bomb.ts';

type PngMutator = Mutator<PngFile>;

const SIDES = [0, 1, 2, 7, 8, 9, 255, 256, 4000, 8000, 16_384, 65_500, 65_501, 0x7fffffff, 0x80000000, 0xffffffff];
const TYPES = ['IHDR', 'PLTE', 'IDAT', 'IEND', 'tRNS', 'iCCP', 'eXIf', 'acTL', 'fcTL', 'fdAT', 'tEXt', 'ABCD', 'abcd'];
const MOST_PIECES = 20_000;
/** Most bytes that image data are inflated to before they are changed. */
const RAW_BYTES = 32 * 2 ** 20;

const copyChunk = (chunk: PngChunk): PngChunk => ({ ...chunk, content: chunk.content.slice() });

function find({ chunks }: PngFile, type: string): PngChunk | undefined {
  return chunks.find((chunk) => chunk.type === type);
}

/** Puts a chunk before the image data, or anywhere. */
function insert({ chunks }: PngFile, type: string, content: Uint8Array, chance: Chance): void {
  const data = chunks.findIndex((chunk) => chunk.type === 'IDAT');
  chunks.splice(chance.oneIn(5) || data < 0 ? chance.below(chunks.length + 1) : data, 0, { type, content });
}

/** Changes one chunk of a type; the checksum follows. */
function inChunk(name: string, type: string, change: (content: Uint8Array, chance: Chance) => void): PngMutator {
  return {
    name,
    apply: (file, chance) => {
      const chunk = find(file, type);
      if (chunk !== undefined && chunk.content.length > 0) change(chunk.content, chance);
    },
  };
}

/** Changes what the image data inflate to, and compresses them again. */
function inPixels(name: string, change: (raw: Uint8Array, chance: Chance) => Uint8Array): PngMutator {
  return {
    name,
    apply: (file, chance) => {
      const data = file.chunks.filter(({ type }) => type === 'IDAT');
      const [first] = data;
      const raw = inflate(concat(...data.map(({ content }) => content)));
      if (first === undefined || raw === undefined) return;
      first.content = deflateSync(change(raw, chance), { level: chance.pick([0, 1, 6]) });
      file.chunks = file.chunks.filter((chunk) => chunk === first || chunk.type !== 'IDAT');
    },
  };
}

function inflate(data: Uint8Array): Uint8Array | undefined {
  try {
    return new Uint8Array(inflateSync(data, { maxOutputLength: RAW_BYTES }));
  } catch {
    return undefined;
  }
}

/** Changes of the parts of a PNG; checksums are right, unless the checksum itself is changed. */
export const PNG_MUTATORS: readonly PngMutator[] = [
  mutator('chunk length', ({ chunks }, chance) => {
    if (chunks.length === 0) return;
    const chunk = chance.pick(chunks);
    chunk.length = chance.oneIn(2) ? chunk.content.length + chance.below(9) - 4 : chance.integer(32);
  }),
  mutator('chunk type', ({ chunks }, chance) => {
    if (chunks.length === 0) return;
    const chunk = chance.pick(chunks);
    const at = chance.below(4);
    // The case of a letter is one of its four properties.
    const turned = String.fromCharCode(chunk.type.charCodeAt(at) ^ 0x20);
    chunk.type = chance.oneIn(2) ? chance.pick(TYPES) : chunk.type.slice(0, at) + turned + chunk.type.slice(at + 1);
  }),
  mutator('chunk checksum', ({ chunks }, chance) => {
    if (chunks.length > 0) chance.pick(chunks).crc = chance.integer(32);
  }),
  mutator('chunk list', ({ chunks }, chance) => {
    shuffleList(chunks, chance, copyChunk);
  }),
  mutator('chunk content', ({ chunks }, chance) => {
    if (chunks.length === 0) return;
    const chunk = chance.pick(chunks);
    chunk.content = chance.pick(BYTE_MUTATORS).apply(chunk.content, chance, chance.pick(chunks).content);
  }),
  inChunk('header size', 'IHDR', (content, chance) => {
    for (const at of chance.oneIn(3) ? [0, 4] : [chance.pick([0, 4])]) {
      overwrite(content, big32(chance.oneIn(3) ? chance.integer(32) : chance.pick(SIDES)), at);
    }
  }),
  inChunk('header pixels', 'IHDR', (content, chance) => {
    // Bit depth, colour type, compression, filter, interlace.
    const at = 8 + chance.below(5);
    content[at] = chance.oneIn(4) ? chance.integer(8) : chance.pick([0, 1, 2, 3, 4, 6, 8, 16]);
  }),
  inPixels('pixels', (raw, chance) => chance.pick(BYTE_MUTATORS).apply(raw, chance, raw)),
  inPixels('pixels cut', (raw, chance) => raw.subarray(0, chance.below(raw.length))),
  inPixels('row filters', (raw, chance) => {
    const rows = 1 + chance.below(400);
    const step = Math.max(1, Math.floor(raw.length / rows));
    const limit = chance.oneIn(4) ? 256 : 5;
    for (let at = 0; at < raw.length; at += step) raw[at] = chance.below(limit);
    return raw;
  }),
  inPixels('pixels and more', (raw, chance) => concat(raw, chance.bytes(chance.below(5000)))),
  inChunk('zlib stream', 'IDAT', (content, chance) => {
    // The two bytes of the header, the first block, or the Adler checksum.
    content[chance.pick([0, 1, 2, 3, content.length - 1])] = chance.integer(8);
  }),
  mutator('image data split', (file, chance) => {
    const at = file.chunks.findIndex(({ type }) => type === 'IDAT');
    const whole = file.chunks[at]?.content;
    if (whole === undefined) return;
    const step = chance.oneIn(3) ? 1 + chance.below(3) : 1 + chance.below(2000);
    const pieces: PngChunk[] = [];
    for (let from = 0; from < whole.length;) {
      const to = pieces.length < MOST_PIECES ? from + step : whole.length;
      pieces.push({ type: 'IDAT', content: whole.slice(from, to) });
      if (chance.oneIn(4)) pieces.push({ type: 'IDAT', content: new Uint8Array() });
      from = to;
    }
    file.chunks.splice(at, 1, ...pieces);
  }),
  mutator('palette', (file, chance) => {
    const content = chance.bytes(chance.oneIn(2) ? 3 * chance.below(258) : chance.below(800));
    const palette = find(file, 'PLTE');
    if (palette === undefined || chance.oneIn(4)) insert(file, 'PLTE', content, chance);
    else palette.content = content;
  }),
  mutator('transparency', (file, chance) => {
    const content = chance.bytes(chance.oneIn(2) ? chance.pick([0, 1, 2, 5, 6, 7, 256]) : chance.below(300));
    const given = find(file, 'tRNS');
    if (given === undefined || chance.oneIn(4)) insert(file, 'tRNS', content, chance);
    else given.content = content;
  }),
  mutator('EXIF', (file, chance) => {
    const given = find(file, 'eXIf');
    const block = given?.content ?? exifBlock([{ tag: ORIENTATION, type: SHORT, count: 1, value: 8 }]);
    const content = mutateExif(block, chance);
    if (given === undefined || chance.oneIn(4)) insert(file, 'eXIf', content, chance);
    else given.content = content;
  }),
  mutator('ICC profile', (file, chance) => {
    const given = find(file, 'iCCP');
    const start = given?.content.indexOf(0) ?? -1;
    const profile = given === undefined ? undefined : inflate(given.content.subarray(start + 2));
    const changed = chance.oneIn(10) ? new Uint8Array(16 * 2 ** 20) : mutateIcc(profile ?? new Uint8Array(), chance);
    const name = fromLatin1('x'.repeat(chance.oneIn(4) ? chance.below(200) : 3));
    const method = Uint8Array.of(0, chance.oneIn(6) ? chance.integer(8) : 0);
    const content = concat(name, method, deflateSync(changed));
    if (given === undefined || chance.oneIn(4)) insert(file, 'iCCP', content, chance);
    else given.content = content;
  }),
  mutator('text bomb', (file, chance) => {
    const text = deflateSync(new Uint8Array(8 * 2 ** 20));
    insert(file, chance.pick(['zTXt', 'iTXt']), concat(fromLatin1('Comment\0\x01\0\0\0'), text), chance);
  }),
  mutator('animation', (file, chance) => {
    // Frames with sizes, offsets and numbers that do not fit together.
    insert(file, 'acTL', concat(big32(chance.integer(32)), big32(chance.integer(32))), chance);
    const frame = concat(
      ...Array.from({ length: 5 }, () => big32(chance.integer(32))),
      big16(1),
      big16(chance.integer(16)),
    );
    insert(file, 'fcTL', concat(frame, chance.bytes(2)), chance);
    insert(file, 'fdAT', concat(big32(chance.integer(32)), chance.bytes(chance.below(200))), chance);
  }),
  inChunk('animation control', 'fcTL', (content, chance) => {
    if (content.length >= 24) viewOf(content).setUint32(4 * chance.below(5), chance.integer(32));
  }),
  mutator('huge and flat', (file, chance) => {
    file.chunks = flatPicture(chance);
    file.rest = new Uint8Array();
  }),
];
