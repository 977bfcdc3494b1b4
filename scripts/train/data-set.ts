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
  /** Called after each picture, and again after the crops of each; the total may change between the two. */
  readonly onPicture: (done: number, total: number) => void;
  /** Called with what cannot be decoded, before that is judged. */
  readonly onSkipped: (skipped: readonly Skipped[]) => void;
  /** Ends the work before the next view of a picture. */
  readonly signal: AbortSignal | undefined;
}

/** A picture that can be decoded, with its features as the Worker sees it. */
interface Usable {
  readonly path: string;
  readonly label: number;
  readonly whole: Features;
}

/**
 * Computes the features of a folder's pictures: of each as the Worker sees it, and of crops of those to train on. Pictures
 * that cannot be decoded are left out and listed.
 *
 * @throws Failure when too few pictures of a class can be decoded
 * @throws Interrupted
 */
export async function loadDataSet(
  folder: ImageFolder,
  extractor: FeatureExtractor,
  { views, validation, seed, onPicture, onSkipped, signal }: DataSetOptions,
): Promise<DataSet> {
  const pictures = folder.samples.length;
  // Corrected when it is known which pictures can be decoded.
  let total = pictures + (views > 0 ? Math.round(pictures * (1 - validation)) : 0);
  const usable: Usable[] = [];
  const skipped: Skipped[] = [];
  for (const [index, { path, label }] of folder.samples.entries()) {
    const whole = await unlessSkipped(path, skipped, () =>
      unlessInterrupted(`${index} of ${pictures} pictures`, signal, async () =>
        extractor.whole(new Uint8Array(await readFile(path)), signal),
      ),
    );
    if (whole) usable.push({ path, label, whole });
    onPicture(index + 1, total);
  }
  onSkipped(skipped);
  const labels = usable.map(({ label }) => label);
  requireEnough(
    folder.classes.map((name, label) => ({ label: name, count: labels.filter((each) => each === label).length })),
  );
  const split = stratifiedSplit(labels, validation, seed);
  const pick = (indices: readonly number[]): Usable[] => indices.flatMap((index) => usable[index] ?? []);
  const [train, held] = [pick(split.train), pick(split.validation)];
  const trained: Example[] = train.map(({ label, whole }) => ({ label, features: whole }));
  const cropped = views > 0 ? train : [];
  total = pictures + cropped.length;
  for (const [index, { path, label }] of cropped.entries()) {
    // Crops need a larger picture, which may be too large to decode where the whole one was not.
    const crops = await unlessSkipped(path, skipped, () =>
      unlessInterrupted(`${pictures} pictures and of the crops of ${index} of ${cropped.length}`, signal, async () =>
        extractor.crops(new Uint8Array(await readFile(path)), views, seed, signal),
      ),
    );
    if (crops) trained.push({ label, features: crops });
    onPicture(pictures + index + 1, total);
  }
  return {
    classes: folder.classes,
    train: examplesOf(trained),
    validation: examplesOf(held.map(({ label, whole }) => ({ label, features: whole }))),
    counts: folder.classes.map((_, label) => ({
      train: train.filter((item) => item.label === label).length,
      validation: held.filter((item) => item.label === label).length,
    })),
    skipped,
  };
}

/** What `compute` returns, or undefined for a picture that cannot be decoded, which is added to the list. */
async function unlessSkipped<T>(path: string, skipped: Skipped[], compute: () => Promise<T>): Promise<T | undefined> {
  try {
    return await compute();
  } catch (error) {
    if (!(error instanceof ImageError)) throw error;
    skipped.push({ path, reason: error.message });
    return undefined;
  }
}

/** @param done what is kept, in words */
async function unlessInterrupted<T>(
  done: string,
  signal: AbortSignal | undefined,
  compute: () => Promise<T>,
): Promise<T> {
  try {
    return await compute();
  } catch (error) {
    if (signal?.aborted !== true) throw error;
    throw new Interrupted(
      `interrupted after the features of ${done}, which are kept: the same command goes on from there`,
    );
  }
}

/** Views of one picture. */
interface Example {
  readonly label: number;
  readonly features: Features;
}

/** All views, one under the other. */
function examplesOf(pictures: readonly Example[]): Examples {
  const features = new Float32Array(pictures.reduce((sum, { features: { data } }) => sum + data.length, 0));
  let at = 0;
  for (const {
    features: { data },
  } of pictures) {
    features.set(data, at);
    at += data.length;
  }
  return {
    features,
    labels: pictures.flatMap(({ label, features: { views } }) => new Array<number>(views).fill(label)),
  };
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
