import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';

import { Failure } from '../kit/failure.ts';
import { type ImageFolder, readImageFolder } from '../models/evaluation/image-folder.ts';

/**
 * Pictures that a class needs. A fifth is kept aside, so ten leave eight to learn from and two to be judged by; with still
 * fewer, what is said about the class would soon rest on a single picture.
 */
export const FEWEST_PICTURES = 10;

/** What folders are called that hold parts of a data set: those to train on, and those to judge on. */
const TRAINED_ON = /^(train|training)$/i;
const JUDGED_ON = /^(val|valid|validation|test|testing|dev|eval|evaluation|holdout)$/i;

/** How many things a message names before it only counts the others. */
const NAMED = 3;

/** Pictures to train on, each once. */
export interface Pictures extends ImageFolder {
  /** How many files were left out because the same picture is in their class already. */
  readonly doubles: number;
}

/**
 * Reads a folder of class folders, and checks all that can be checked before pictures are decoded.
 *
 * @param folder one folder per class
 * @param name of the model, for the advice in messages
 * @throws Failure when its folders are the parts of a data set, when a picture (the same bytes) is in two classes, when a
 *   class has too few pictures, and for all that `readImageFolder` does not take
 */
export async function readPictures(folder: string, name: string): Promise<Pictures> {
  await requireNoParts(folder, name);
  const { classes, samples } = await readImageFolder(folder);
  const unique = await withoutDoubles(folder, { classes, samples });
  requireEnough(
    classes.map((label, index) => {
      const [files, count] = [samples, unique].map((some) => some.filter((sample) => sample.label === index).length);
      return { label, count: count ?? 0, copies: (files ?? 0) - (count ?? 0) };
    }),
  );
  return { classes, samples: unique, doubles: samples.length - unique.length };
}

/** How many different pictures a class has, and how many copies of them. */
interface ClassSize {
  readonly label: string;
  readonly count: number;
  readonly copies?: number;
}

/** @throws Failure that names the classes with too few pictures */
export function requireEnough(classes: readonly ClassSize[]): void {
  const few = classes.filter(({ count }) => count < FEWEST_PICTURES);
  if (few.length === 0) return;
  const [named, others] = listed(
    few.map(
      ({ label, count, copies = 0 }) =>
        `"${label}" has ${count}${copies === 0 ? '' : ` (not counting ${copies} copies of them)`}`,
    ),
  );
  throw new Failure(
    `a class needs ${FEWEST_PICTURES} different pictures at least, to learn from and to be judged by: ${named}${others}. ` +
      'Add pictures, or take the folder away',
  );
}

/** @throws Failure that says how to train on one part and to measure on another */
async function requireNoParts(folder: string, name: string): Promise<void> {
  // Whatever cannot be read is told by who reads the classes.
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const names = entries
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map((entry) => entry.name);
  const trained = names.find((each) => TRAINED_ON.test(each));
  const judged = names.filter((each) => JUDGED_ON.test(each)).sort();
  if (trained === undefined || (judged.length === 0 && names.length > 1)) return;
  const [measured] = judged.toReversed();
  const then =
    measured === undefined
      ? ''
      : `, and then measure it on pictures that it has not seen: npm run models -- evaluate --model ${name} --data ${join(folder, measured)}`;
  throw new Failure(
    `${folder} holds parts of a data set (${[trained, ...judged].join(', ')}), not classes. The training keeps pictures ` +
      `aside by itself, so give it one part: --data ${join(folder, trained)} --name ${name}${then}`,
  );
}

/** @throws Failure when a picture is in two classes */
async function withoutDoubles(folder: string, { classes, samples }: ImageFolder): Promise<ImageFolder['samples']> {
  const bySize = Map.groupBy(
    await Promise.all(samples.map(async (sample) => ({ sample, size: (await stat(sample.path)).size }))),
    ({ size }) => size,
  );
  const doubles = new Set<ImageFolder['samples'][number]>();
  const contradictions: string[] = [];
  // Only files of the same size can be the same.
  for (const group of [...bySize.values()].filter(({ length }) => length > 1)) {
    const first = new Map<string, ImageFolder['samples'][number]>();
    for (const { sample } of group) {
      const digest = createHash('sha256')
        .update(await readFile(sample.path))
        .digest('hex');
      const twin = first.get(digest);
      if (twin === undefined) first.set(digest, sample);
      else if (twin.label === sample.label) doubles.add(sample);
      else contradictions.push(`${relative(folder, twin.path)} and ${relative(folder, sample.path)}`);
    }
  }
  if (contradictions.length === 0) return samples.filter((sample) => !doubles.has(sample));
  const [named, others] = listed(contradictions);
  throw new Failure(
    `the same picture is in two of the ${classes.length} classes, and only one of them can be right: ${named}${others}. ` +
      'Delete the wrong copies',
  );
}

/** The first of some texts, and how many others there are. */
function listed(texts: readonly string[]): [named: string, others: string] {
  const rest = texts.length - NAMED;
  return [texts.slice(0, NAMED).join(', '), rest > 0 ? `, and ${rest} more` : ''];
}
