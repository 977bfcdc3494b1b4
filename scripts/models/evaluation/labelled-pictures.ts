import { readFile, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';

import { Failure, isCode } from '../../kit/failure.ts';
import { readImageFolder } from './image-folder.ts';

/** A picture file and the index of its class among a model's labels. */
export interface LabelledPicture {
  readonly path: string;
  readonly truth: number;
}

/** A picture file whose class is not known. */
export interface UnlabelledPicture {
  readonly path: string;
  readonly truth: null;
}

/**
 * Pictures with their classes: a folder of class folders, or a file with a path and a class index on each line, divided
 * by a tab (paths relative to the file). A first line of column names is skipped.
 *
 * @param labels of the model, in the order of its logits
 * @throws Failure when there are none, or a class is unknown to the model
 */
export async function readLabelledPictures(source: string, labels: readonly string[]): Promise<LabelledPicture[]> {
  try {
    if ((await stat(source)).isDirectory()) return await fromFolders(source, labels);
  } catch (error) {
    if (isCode(error, 'ENOENT')) throw new Failure(`there is no ${source}`);
    throw error;
  }
  return fromTable(source, labels.length);
}

async function fromFolders(folder: string, labels: readonly string[]): Promise<LabelledPicture[]> {
  const { classes, samples } = await readImageFolder(folder);
  const indices = classes.map((name) => classIndex(name, labels));
  return samples.map(({ path, label }) => ({ path, truth: indices[label] ?? 0 }));
}

/**
 * Index of the class that a folder's name stands for: the label, one of the names that a label lists with commas, or the
 * index itself.
 */
function classIndex(name: string, labels: readonly string[]): number {
  const wanted = name.trim().toLowerCase();
  const exact = labels.findIndex((label) => label.toLowerCase() === wanted);
  if (exact !== -1) return exact;
  const matching = labels.flatMap((label, index) => (label.toLowerCase().split(', ').includes(wanted) ? [index] : []));
  if (matching.length === 1 && matching[0] !== undefined) return matching[0];
  if (matching.length > 1) {
    throw new Failure(`the folder "${name}" could be class ${matching.join(' or ')}; name it by its index`);
  }
  if (/^\d+$/.test(wanted) && Number(wanted) < labels.length) return Number(wanted);
  throw new Failure(
    `the model has no class "${name}"; name the folders by label or by index (0 to ${labels.length - 1})`,
  );
}

async function fromTable(file: string, classes: number): Promise<LabelledPicture[]> {
  const lines = (await readFile(file, 'utf8')).split(/\r?\n/);
  if (/^[a-z ]+\t[a-z ]+$/i.test(lines[0] ?? '')) lines[0] = '';
  const pictures = lines.flatMap((line, number): LabelledPicture[] => {
    if (line.trim() === '') return [];
    const [path = '', index = '', ...rest] = line.split('\t');
    if (rest.length > 0 || !/^\d+$/.test(index) || Number(index) >= classes) {
      throw new Failure(
        `${file}, line ${number + 1}: a path, a tab and a class index from 0 to ${classes - 1} are wanted`,
      );
    }
    return [{ path: resolve(dirname(file), path), truth: Number(index) }];
  });
  if (pictures.length === 0) throw new Failure(`${file} names no picture`);
  return pictures;
}
