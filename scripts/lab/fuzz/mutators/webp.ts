import type { Chance } from '../chance.ts';
import { concat, little32, viewOf } from '../files/bytes.ts';
import { bareBlock, exifBlock, exifSegment, ORIENTATION, SHORT } from '../files/exif-block.ts';
import { parseChunks, type RiffChunk, type WebpFile, writeChunk } from '../files/riff-file.ts';
import { BYTE_MUTATORS } from './bytes.ts';
import { mutateExif } from './exif.ts';
import { mutateIcc } from './icc.ts';
import { type Mutator, mutator, shuffleList } from './mutator.ts';

type WebpMutator = Mutator<WebpFile>;

const FRAME_HEADER_BYTES = 16;
const TYPES = ['VP8 ', 'VP8L', 'VP8X', 'ALPH', 'ANIM', 'ANMF', 'EXIF', 'ICCP', 'XMP ', 'ABCD', 'RIFF'];
const SIDES = [0, 1, 2, 15, 16, 17, 255, 256, 4000, 16_382, 16_383];

const copyChunk = (chunk: RiffChunk): RiffChunk => ({ ...chunk, content: chunk.content.slice() });

const little24 = (view: DataView, at: number, value: number): void => {
  view.setUint16(at, value & 0xffff, true);
  view.setUint8(at + 2, value >>> 16);
};

/** Changes the content of some chunk of these types, also of those inside of frames. */
function inChunk(
  name: string,
  types: readonly string[],
  change: (content: Uint8Array, chance: Chance) => void,
): WebpMutator {
  return {
    name,
    apply: (file, chance) => {
      inFrames(file, (chunks) => {
        const found = chunks.filter(({ type, content }) => types.includes(type) && content.length > 0);
        if (found.length > 0) change(chance.pick(found).content, chance);
      });
    },
  };
}

/** Lets a change happen to the chunks of the file and to those of each frame. */
function inFrames(file: WebpFile, change: (chunks: RiffChunk[]) => void): void {
  change(file.chunks);
  for (const chunk of file.chunks) {
    if (chunk.type !== 'ANMF' || chunk.content.length < FRAME_HEADER_BYTES) continue;
    const { chunks, rest } = parseChunks(chunk.content.subarray(FRAME_HEADER_BYTES));
    change(chunks);
    chunk.content = concat(chunk.content.subarray(0, FRAME_HEADER_BYTES), ...chunks.map(writeChunk), rest);
  }
}

function put(file: WebpFile, type: string, content: Uint8Array, chance: Chance): void {
  const given = file.chunks.find((chunk) => chunk.type === type);
  if (given !== undefined && !chance.oneIn(4)) given.content = content;
  else file.chunks.splice(chance.below(file.chunks.length + 1), 0, { type, content });
}

/** Changes of the parts of a WebP. */
export const WEBP_MUTATORS: readonly WebpMutator[] = [
  mutator('RIFF size', (file, chance) => {
    const size = file.chunks.reduce((sum, { content }) => sum + 8 + content.length + (content.length % 2), 4);
    file.size = chance.oneIn(2) ? size + chance.below(9) - 4 : chance.integer(32);
  }),
  mutator('chunk size', (file, chance) => {
    inFrames(file, (chunks) => {
      if (chunks.length === 0 || chance.oneIn(2)) return;
      const chunk = chance.pick(chunks);
      chunk.size = chance.oneIn(2) ? chunk.content.length + chance.below(9) - 4 : chance.integer(32);
    });
  }),
  mutator('chunk type', (file, chance) => {
    inFrames(file, (chunks) => {
      if (chunks.length > 0) chance.pick(chunks).type = chance.pick(TYPES);
    });
  }),
  mutator('chunk list', (file, chance) => {
    inFrames(file, (chunks) => {
      shuffleList(chunks, chance, copyChunk);
    });
  }),
  mutator('chunk content', (file, chance) => {
    inFrames(file, (chunks) => {
      if (chunks.length === 0) return;
      const chunk = chance.pick(chunks);
      chunk.content = chance.pick(BYTE_MUTATORS).apply(chunk.content, chance, chance.pick(chunks).content);
    });
  }),
  mutator('features', (file, chance) => {
    // Flags (alpha, animation, ICC, EXIF ...) and the size of the canvas, less one, of 24 bits each.
    const content = new Uint8Array(chance.oneIn(8) ? chance.below(20) : 10);
    content[0] = chance.integer(8);
    const view = viewOf(content);
    if (content.length >= 10) {
      for (const at of [4, 7]) little24(view, at, chance.oneIn(2) ? chance.below(2000) : chance.integer(32) & 0xffffff);
    }
    put(file, 'VP8X', content, chance);
  }),
  inChunk('frame header', ['ANMF'], (content, chance) => {
    // Offsets, sizes and duration of 24 bits each, then the flags.
    if (content.length < FRAME_HEADER_BYTES) return;
    if (chance.oneIn(5)) content[15] = chance.integer(8);
    else
      little24(
        viewOf(content),
        3 * chance.below(5),
        chance.oneIn(2) ? chance.below(64) : chance.integer(32) & 0xffffff,
      );
  }),
  inChunk('lossy size', ['VP8 '], (content, chance) => {
    if (content.length < 10) return;
    const scale = chance.oneIn(4) ? chance.below(4) << 14 : 0;
    viewOf(content).setUint16(chance.pick([6, 8]), chance.pick(SIDES) | scale, true);
  }),
  inChunk('lossy header', ['VP8 '], (content, chance) => {
    // Kind of frame, version and the length of the first partition; the start code; the first bits of the header.
    const at = chance.below(Math.min(content.length, chance.oneIn(2) ? 6 : 40));
    content[at] = chance.integer(8);
  }),
  inChunk('lossless size', ['VP8L'], (content, chance) => {
    if (content.length < 5) return;
    const [width, height] = [chance.pick(SIDES), chance.pick(SIDES)];
    const bits = (width | (height << 14) | (chance.below(16) << 28)) >>> 0;
    content.set(little32(bits), 1);
  }),
  inChunk('lossless header', ['VP8L'], (content, chance) => {
    // The transforms and the Huffman codes begin right behind the size.
    content[chance.below(Math.min(content.length, 24))] = chance.integer(8);
  }),
  inChunk('alpha header', ['ALPH'], (content, chance) => {
    // Compression, filter and preprocessing are in the first byte.
    content[chance.oneIn(2) ? 0 : chance.below(Math.min(content.length, 12))] = chance.integer(8);
  }),
  mutator('alpha', (file, chance) => {
    inFrames(file, (chunks) => {
      const at = chunks.findIndex(({ type }) => type === 'VP8 ' || type === 'VP8L');
      if (at < 0) return;
      const content = concat(Uint8Array.of(chance.integer(8)), chance.bytes(chance.below(400)));
      chunks.splice(chance.oneIn(4) ? chunks.length : at, 0, { type: 'ALPH', content });
    });
  }),
  mutator('frame inside of a frame', (file, chance) => {
    const inner = concat(...file.chunks.map(writeChunk));
    const header = chance.oneIn(2) ? new Uint8Array(FRAME_HEADER_BYTES) : chance.bytes(FRAME_HEADER_BYTES);
    file.chunks.splice(chance.below(file.chunks.length + 1), 0, { type: 'ANMF', content: concat(header, inner) });
  }),
  mutator('EXIF', (file, chance) => {
    const given = file.chunks.find(({ type }) => type === 'EXIF')?.content;
    const turned = exifBlock([{ tag: ORIENTATION, type: SHORT, count: 1, value: 3 }]);
    const block = mutateExif(given === undefined ? turned : bareBlock(given), chance);
    put(file, 'EXIF', chance.oneIn(3) ? exifSegment(block) : block, chance);
  }),
  mutator('ICC profile', (file, chance) => {
    const given = file.chunks.find(({ type }) => type === 'ICCP')?.content;
    put(file, 'ICCP', mutateIcc(given ?? new Uint8Array(), chance), chance);
  }),
];
