import { readFile } from 'node:fs/promises';

import { ImageError } from '../../src/image/image-error.ts';
import { Interrupted } from '../kit/failure.ts';
import { randomOf } from '../kit/random.ts';
import type { Skipped } from '../models/evaluation/each-picture.ts';
import type { ImageFolder } from '../models/evaluation/image-folder.ts';
import type { FeatureExtractor, Features } from './features.ts';
import type { Examples } from './fit.ts';
import { requireEnough } from './pictures.ts';

/** Features of all usable pictures, split into those to train on and those to validate on. */
export interface DataSet {
  readonly classes: readonly string[];
  readonly train: Examples;
  readonly validation: Examples;
  /** Usable pictures on either side, by class. */
  readonly counts: readonly { readonly train: number; readonly validation: number }[];
  readonly skipped: readonly Skipped[];
}

interface DataSetOptions {
  readonly views: number;
  readonly validation: number;
  readonly seed: number;
  /** Called after each picture. */
  readonly onPicture: (done: number, total: number) => void;
  /** Called with what cannot be decoded, before that is judged. */
  readonly onSkipped: (skipped: readonly Skipped[]) => void;
  /** Ends the work before the next view of a picture. */
  readonly signal: AbortSignal | undefined;
}

/**
 * Computes the features of a folder's pictures. Pictures that cannot be decoded are left out and listed.
 *
 * @throws Failure when too few pictures of a class can be decoded
 * @throws Interrupted
 */
export async function loadDataSet(
  folder: ImageFolder,
  extractor: FeatureExtractor,
  { views, validation, seed, onPicture, onSkipped, signal }: DataSetOptions,
): Promise<DataSet> {
  const usable: { label: number; features: Features }[] = [];
  const skipped: Skipped[] = [];
  for (const [index, { path, label }] of folder.samples.entries()) {
    try {
      usable.push({ label, features: await extractor.of(new Uint8Array(await readFile(path)), views, seed, signal) });
    } catch (error) {
      if (signal?.aborted === true) {
        throw new Interrupted(
          `interrupted after the features of ${index} of ${folder.samples.length} pictures, which are kept: the same command ` +
            'goes on from there',
        );
      }
      if (!(error instanceof ImageError)) throw error;
      skipped.push({ path, reason: error.message });
    }
    onPicture(index + 1, folder.samples.length);
  }
  onSkipped(skipped);
  const labels = usable.map(({ label }) => label);
  requireEnough(
    folder.classes.map((name, label) => ({ label: name, count: labels.filter((each) => each === label).length })),
  );
  const split = stratifiedSplit(labels, validation, seed);
  const pick = (indices: readonly number[]): typeof usable => indices.flatMap((index) => usable[index] ?? []);
  const [train, held] = [pick(split.train), pick(split.validation)];
  return {
    classes: folder.classes,
    train: examplesOf(train, 1 + views),
    validation: examplesOf(held, 1),
    counts: folder.classes.map((_, label) => ({
      train: train.filter((item) => item.label === label).length,
      validation: held.filter((item) => item.label === label).length,
    })),
    skipped,
  };
}

/** The first rows of each picture's features, one under the other. */
function examplesOf(pictures: readonly { label: number; features: Features }[], rows: number): Examples {
  const channels = pictures[0]?.features.channels ?? 0;
  const features = new Float32Array(pictures.length * rows * channels);
  pictures.forEach((picture, index) => {
    features.set(picture.features.data.subarray(0, rows * channels), index * rows * channels);
  });
  return { features, labels: pictures.flatMap(({ label }) => new Array<number>(rows).fill(label)) };
}

/** Indices of the samples to train on and of those to validate on. */
interface Split {
  readonly train: readonly number[];
  readonly validation: readonly number[];
}

/**
 * Splits samples so that every class has the same part of its pictures in the validation set, rounded, and at least one
 * on either side. A class with a single picture is only trained on.
 *
 * @param labels class of each sample
 * @param fraction part that is validated on, above 0 and below 1
 */
export function stratifiedSplit(labels: readonly number[], fraction: number, seed: number): Split {
  const byClass = new Map<number, number[]>();
  labels.forEach((label, index) => {
    const indices = byClass.get(label) ?? [];
    indices.push(index);
    byClass.set(label, indices);
  });
  const train: number[] = [];
  const validation: number[] = [];
  for (const [label, indices] of byClass) {
    const held =
      indices.length < 2 ? 0 : Math.min(indices.length - 1, Math.max(1, Math.round(indices.length * fraction)));
    const shuffled = randomOf('split', seed, label).shuffle([...indices]);
    validation.push(...shuffled.slice(0, held));
    train.push(...shuffled.slice(held));
  }
  return { train: train.sort((a, b) => a - b), validation: validation.sort((a, b) => a - b) };
}
