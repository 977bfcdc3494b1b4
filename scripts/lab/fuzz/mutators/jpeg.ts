import type { Chance } from '../chance.ts';
import { big16, concat, fromLatin1, latin1, overwrite } from '../files/bytes.ts';
import { bareBlock, exifBlock, exifSegment, isExifSegment, ORIENTATION, SHORT } from '../files/exif-block.ts';
import { APP1, APP2, DHT, DQT, DRI, EOI, isFrame, isRestart, type JpegPart, segment, SOS } from '../files/jpeg-file.ts';
import { BYTE_MUTATORS } from './bytes.ts';
import { mutateExif } from './exif.ts';
import { mutateIcc } from './icc.ts';
import { flatScans } from './jpeg-bomb.ts';
import { type Mutator, mutator, shuffleList } from './mutator.ts';

type JpegMutator = Mutator<JpegPart[]>;

const SIDES = [0, 1, 7, 8, 9, 15, 16, 17, 255, 256, 4032, 16_384, 32_768, 65_499, 65_500, 65_501, 65_535];
const ICC_START = 'ICC_PROFILE\0';

const copyPart = (part: JpegPart): JpegPart => ({
  ...part,
  content: part.content?.slice(),
  data: part.data.slice(),
});

/** The content of some part of a kind, or undefined when there is none. */
function contentOf(
  parts: readonly JpegPart[],
  chance: Chance,
  is: (marker: number) => boolean,
): Uint8Array | undefined {
  const found = parts.flatMap(({ marker, content }) => (content !== undefined && is(marker) ? [content] : []));
  return found.length === 0 ? undefined : chance.pick(found);
}

/** A mutator of the content of one kind of segment. */
function inSegment(
  name: string,
  is: (marker: number) => boolean,
  change: (content: Uint8Array, chance: Chance) => void,
): JpegMutator {
  return {
    name,
    apply: (parts, chance) => {
      const content = contentOf(parts, chance, is);
      if (content !== undefined && content.length > 0) change(content, chance);
    },
  };
}

/** Where a segment of the tables may stand: behind the start, before the end. */
function insert(parts: JpegPart[], part: JpegPart, chance: Chance): void {
  parts.splice(1 + chance.below(Math.min(8, parts.length)), 0, part);
}

/** A mutator of the data behind a scan's header. */
function inScan(name: string, change: (data: Uint8Array, chance: Chance) => Uint8Array): JpegMutator {
  return {
    name,
    apply: (parts, chance) => {
      const scans = parts.filter(({ marker, data }) => data.length > 0 && (marker === SOS || isRestart(marker)));
      if (scans.length === 0) return;
      const scan = chance.pick(scans);
      scan.data = change(scan.data, chance);
    },
  };
}

/** Changes of the parts of a JPEG. */
export const JPEG_MUTATORS: readonly JpegMutator[] = [
  mutator('segment length', (parts, chance) => {
    const part = chance.pick(parts);
    const length = (part.content?.length ?? 0) + 2;
    part.content ??= new Uint8Array();
    part.length = chance.oneIn(2) ? length + chance.below(7) - 3 : chance.integer(16);
  }),
  mutator('segment marker', (parts, chance) => {
    chance.pick(parts).marker = chance.oneIn(2)
      ? chance.pick([0xc0, 0xc1, 0xc2, 0xc3, DHT, 0xc9, EOI, SOS])
      : chance.below(256);
  }),
  mutator('segment list', (parts, chance) => {
    shuffleList(parts, chance, copyPart);
  }),
  mutator('segment content', (parts, chance) => {
    const part = chance.pick(parts);
    if (part.content !== undefined) part.content = chance.pick(BYTE_MUTATORS).apply(part.content, chance, part.data);
  }),
  inSegment('frame size', isFrame, (content, chance) => {
    for (const at of chance.oneIn(3) ? [1, 3] : [chance.pick([1, 3])]) {
      overwrite(content, big16(chance.oneIn(3) ? chance.integer(16) : chance.pick(SIDES)), at);
    }
  }),
  inSegment('frame sampling', isFrame, (content, chance) => {
    const factors = chance.oneIn(2) ? [0x11, 0x12, 0x21, 0x22, 0x41, 0x14, 0x44] : [0, 0x01, 0x10, 0x33, 0xff, 0x1f];
    content[7 + 3 * chance.below(Math.max(1, (content.length - 6) / 3))] = chance.pick(factors);
  }),
  inSegment('frame header', isFrame, (content, chance) => {
    // Bits a sample, number of components, their ids and quantisation tables.
    content[chance.pick([0, 5, 5, 6, 8, 9, 11])] = chance.oneIn(2) ? chance.below(6) : chance.integer(8);
  }),
  mutator('frame components', (parts, chance) => {
    const frame = parts.find(({ marker }) => isFrame(marker));
    if (frame?.content === undefined) return;
    const count = chance.pick([0, 1, 2, 3, 4, 5, 16, 255]);
    const entries = Array.from({ length: count }, (_, id) => Uint8Array.of(id + 1, chance.oneIn(4) ? 0x22 : 0x11, 0));
    frame.content = concat(frame.content.subarray(0, 5), Uint8Array.of(count), ...entries);
  }),
  inSegment(
    'Huffman table',
    (marker) => marker === DHT,
    (content, chance) => {
      // The class and number, one of the sixteen counts, or a symbol.
      const at = chance.pick([0, 1 + chance.below(16), 17 + chance.below(Math.max(1, content.length - 17))]);
      if (at < content.length) content[at] = chance.oneIn(2) ? chance.below(20) : chance.integer(8);
    },
  ),
  inSegment(
    'quantisation table',
    (marker) => marker === DQT,
    (content, chance) => {
      if (chance.oneIn(3)) content[0] = chance.integer(8);
      else content.fill(chance.pick([0, 1, 255]), 1 + chance.below(content.length));
    },
  ),
  inSegment(
    'scan header',
    (marker) => marker === SOS,
    (content, chance) => {
      // Components, their tables, and at the end the spectral selection and the approximation.
      const at = chance.oneIn(2) ? content.length - 1 - chance.below(3) : chance.below(content.length);
      content[at] = chance.oneIn(2) ? chance.below(66) : chance.integer(8);
    },
  ),
  mutator('restart interval', (parts, chance) => {
    const interval = big16(chance.oneIn(2) ? chance.below(4) : chance.integer(16));
    const given = contentOf(parts, chance, (marker) => marker === DRI);
    if (given?.length === 2 && chance.oneIn(2)) given.set(interval);
    else insert(parts, segment(DRI, interval), chance);
  }),
  mutator('stray marker', (parts, chance) => {
    const scan = chance.pick(parts);
    const at = chance.below(scan.data.length + 1);
    const marker = Uint8Array.of(0xff, chance.pick([0, 0xd0, 0xd3, 0xd7, 0xd8, EOI, SOS, DHT, 0x01, 0xff, 0xc0]));
    scan.data = concat(scan.data.subarray(0, at), marker, scan.data.subarray(at));
  }),
  inScan('scan data', (data, chance) => chance.pick(BYTE_MUTATORS).apply(data, chance, data)),
  inScan('scan cut', (data, chance) => data.subarray(0, chance.below(data.length))),
  inScan('scan without variety', (data, chance) => data.slice().fill(chance.pick([0, 0x7f, 0xaa, 0xff]))),
  mutator('scan repeated', (parts, chance) => {
    const at = parts.findIndex(({ marker }) => marker === SOS);
    const scan = parts[at];
    if (scan === undefined) return;
    const times = chance.pick([1, 2, 20, 97, 98, 99, 100, 101, 400]);
    parts.splice(at, 0, ...Array.from({ length: times }, () => copyPart(scan)));
  }),
  mutator('no end', (parts) => {
    const end = parts.findIndex(({ marker }) => marker === EOI);
    if (end >= 0) parts.splice(end, 1);
  }),
  mutator('EXIF', (parts, chance) => {
    const part = parts.find(
      ({ marker, content }) => marker === APP1 && content !== undefined && isExifSegment(content),
    );
    const turned = exifBlock([{ tag: ORIENTATION, type: SHORT, count: 1, value: 6 }]);
    const block = part?.content === undefined ? turned : bareBlock(part.content);
    const content = exifSegment(mutateExif(block, chance)).subarray(0, 65_533);
    if (part === undefined || chance.oneIn(4)) insert(parts, segment(APP1, content), chance);
    else part.content = content;
  }),
  mutator('ICC profile', (parts, chance) => {
    const starts = (content: Uint8Array): boolean => latin1(content.subarray(0, 12)) === ICC_START;
    const part = parts.find(({ marker, content }) => marker === APP2 && content !== undefined && starts(content));
    const profile = part?.content?.subarray(14) ?? new Uint8Array();
    // The number of this piece and how many there are.
    const pieces = chance.oneIn(3) ? Uint8Array.of(chance.integer(8), chance.integer(8)) : Uint8Array.of(1, 1);
    const content = concat(fromLatin1(ICC_START), pieces, mutateIcc(profile, chance)).subarray(0, 65_533);
    if (part === undefined || chance.oneIn(4)) insert(parts, segment(APP2, content), chance);
    else part.content = content;
  }),
  mutator('Adobe segment', (parts, chance) => {
    const transform = chance.oneIn(2) ? chance.below(3) : chance.integer(8);
    const content = concat(fromLatin1('Adobe'), Uint8Array.of(0, 100, 0, 0, 0, 0, transform));
    insert(parts, segment(0xee, content.subarray(0, chance.oneIn(4) ? chance.below(13) : 12)), chance);
  }),
  mutator('flat scans of a huge picture', (parts, chance) => {
    parts.splice(0, parts.length, ...flatScans(chance));
  }),
];
