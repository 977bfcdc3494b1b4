import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';

import type { InputSpec } from '../../../src/contract/model.ts';
import { ImageError } from '../../../src/image/image-error.ts';
import { Failure, isCode } from '../../kit/failure.ts';
import { picturesBelow } from '../evaluation/image-folder.ts';
import { type LabelledPicture, readLabelledPictures, type UnlabelledPicture } from '../evaluation/labelled-pictures.ts';
import { pixelsOf } from '../onnx/runtime.ts';

/** Fewer pictures do not show which values occur in a network. */
const LEAST_CALIBRATION = 32;

/** With fewer pictures, 97 % and 99 % cannot be told apart. */
const LEAST_EVALUATION = 100;

/** A calibration picture that can be read. */
interface CalibrationPicture {
  readonly path: string;
  readonly sha256: string;
}

/**
 * The pictures of a calibration folder, in folders or not, without those that cannot be decoded.
 *
 * @throws Failure when there is no folder, or too few pictures in it
 */
export async function calibrationPictures(folder: string, input: InputSpec): Promise<CalibrationPicture[]> {
  const paths = await pathsBelow(folder, '--calibration');
  const pictures: CalibrationPicture[] = [];
  for (const path of paths) {
    const bytes = new Uint8Array(await readFile(path));
    if (await isReadable(bytes, input)) pictures.push({ path, sha256: sha256Of(bytes) });
  }
  if (pictures.length === 0) {
    throw new Failure(`--calibration: there is no picture in ${folder} that can be read; JPEG, PNG and WebP are`);
  }
  if (pictures.length >= LEAST_CALIBRATION) return pictures;
  throw new Failure(
    `--calibration: ${folder} has ${pictures.length} pictures that can be read, and at least ${LEAST_CALIBRATION} are ` +
      'needed; some hundred of the kind that the model will see are better',
  );
}

/**
 * Pictures to measure on: a table or a folder of class folders as `evaluate` takes it, or a folder of pictures whose classes
 * are not known, which say how often two models agree, and nothing about accuracy.
 *
 * @throws Failure when there are none, or too few
 */
export async function evaluationPictures(
  source: string,
  labels: readonly string[],
  report: (line: string) => void,
): Promise<(LabelledPicture | UnlabelledPicture)[]> {
  const pictures = await labelledOrNot(source, labels, report);
  if (pictures.length >= LEAST_EVALUATION) return pictures;
  throw new Failure(`--evaluate: ${source} has ${pictures.length} pictures; at least ${LEAST_EVALUATION} are needed`);
}

/** @throws Failure that names a picture which is in both: the measurement would not be independent */
export async function requireDisjoint(
  calibration: readonly CalibrationPicture[],
  evaluation: readonly { readonly path: string }[],
): Promise<void> {
  const known = new Map(calibration.map(({ path, sha256 }) => [sha256, path]));
  for (const { path } of evaluation) {
    const twin = known.get(sha256Of(await readFile(path).catch(() => new Uint8Array())));
    if (twin === undefined) continue;
    throw new Failure(`${path} is also a calibration picture (${twin}); measure on others than those`);
  }
}

/** Picks `count` items, evenly spread. */
export function spread<T>(all: readonly T[], count: number): T[] {
  if (all.length <= count) return [...all];
  return Array.from({ length: count }, (_, index) => all[Math.floor(((index + 0.5) * all.length) / count)]).filter(
    (item) => item !== undefined,
  );
}

async function labelledOrNot(
  source: string,
  labels: readonly string[],
  report: (line: string) => void,
): Promise<(LabelledPicture | UnlabelledPicture)[]> {
  try {
    return await readLabelledPictures(source, labels);
  } catch (error) {
    if (!(error instanceof Failure) || !(await isFolder(source))) throw error;
    report(`agreement only, because the classes of the pictures are not known: ${error.message}`);
    return (await pathsBelow(source, '--evaluate')).map((path) => ({ path, truth: null }));
  }
}

async function pathsBelow(folder: string, option: string): Promise<string[]> {
  if (!(await isFolder(folder))) throw new Failure(`${option}: there is no folder ${folder}`);
  return picturesBelow(folder);
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (error) {
    if (isCode(error, 'ENOENT')) return false;
    throw error;
  }
}

async function isReadable(bytes: Uint8Array, input: InputSpec): Promise<boolean> {
  try {
    await pixelsOf(bytes, input);
    return true;
  } catch (error) {
    if (error instanceof ImageError) return false;
    throw error;
  }
}

function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
