import { bodyLimit } from '../../kit/worker/limits.ts';
import { type Chance, chanceOf } from './chance.ts';
import type { Corpus } from './corpus.ts';
import { FORMATS, type FuzzFormat } from './format.ts';
import { parseJpeg, writeJpeg } from './files/jpeg-file.ts';
import { parsePng, writePng } from './files/png-file.ts';
import { parseWebp, writeWebp } from './files/riff-file.ts';
import { BYTE_MUTATORS } from './mutators/bytes.ts';
import { JPEG_MUTATORS } from './mutators/jpeg.ts';
import type { Mutator } from './mutators/mutator.ts';
import { PNG_MUTATORS } from './mutators/png.ts';
import { WEBP_MUTATORS } from './mutators/webp.ts';

/** An input of a campaign. */
export interface Mutant {
  readonly format: FuzzFormat;
  readonly index: number;
  readonly bytes: Uint8Array;
  /** The file of the corpus that it was made from, and what was done to it, in order. */
  readonly recipe: readonly string[];
  /** What the decoder is asked for, in pixels. */
  readonly shortSide: number;
}

/** Largest body that the Worker accepts, in bytes. */
const MAX_BYTES = bodyLimit();

/** Short sides that models ask for, and one that lets small pictures be reduced, too. */
const SHORT_SIDES = [224, 256, 256, 32];

/**
 * The input of this seed, format and number; always the same one for the same corpus.
 * @param seed of the campaign
 */
export function mutantOf(corpus: Corpus, seed: number, format: FuzzFormat, index: number): Mutant {
  const chance = chanceOf('mutant', seed, format, index);
  const { name, bytes } = chance.pick(corpus[format]);
  const recipe = [name];
  const steps = chance.oneIn(6) ? 1 + chance.below(8) : 1 + chance.below(3);
  let changed = bytes;
  for (let step = 0; step < steps; step++) {
    const donor = chance.pick(corpus[chance.oneIn(5) ? chance.pick(FORMATS) : format]);
    const isStructured = !chance.oneIn(4);
    const result =
      (isStructured ? restructured(format, changed, chance) : undefined) ?? rewritten(changed, chance, donor.bytes);
    changed = result.bytes.subarray(0, MAX_BYTES);
    recipe.push(result.name);
  }
  return { format, index, bytes: changed.slice(), recipe, shortSide: chance.pick(SHORT_SIDES) };
}

interface Step {
  readonly name: string;
  readonly bytes: Uint8Array;
}

function rewritten(bytes: Uint8Array, chance: Chance, donor: Uint8Array): Step {
  const { name, apply } = chance.pick(BYTE_MUTATORS);
  return { name, bytes: apply(bytes, chance, donor) };
}

/** @returns undefined when the bytes do not even begin like the format */
function restructured(format: FuzzFormat, bytes: Uint8Array, chance: Chance): Step | undefined {
  switch (format) {
    case 'jpeg':
      return changeWith(parseJpeg(bytes), JPEG_MUTATORS, writeJpeg, chance);
    case 'png':
      return changeWith(parsePng(bytes), PNG_MUTATORS, writePng, chance);
    case 'webp':
      return changeWith(parseWebp(bytes), WEBP_MUTATORS, writeWebp, chance);
    case 'foreign':
      return undefined;
  }
}

function changeWith<File>(
  file: File | undefined,
  mutators: readonly Mutator<File>[],
  write: (file: File) => Uint8Array,
  chance: Chance,
): Step | undefined {
  if (file === undefined) return undefined;
  const { name, apply } = chance.pick(mutators);
  apply(file, chance);
  return { name, bytes: write(file) };
}
