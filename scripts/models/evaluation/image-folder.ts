import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';

import { Failure, isCode } from '../../kit/failure.ts';

/** A picture with its class. */
interface Sample {
  readonly path: string;
  /** Index into {@link ImageFolder.classes}. */
  readonly label: number;
}

/** Pictures sorted into one folder per class. */
export interface ImageFolder {
  /** Names of the class folders in the order of their UTF-16 code units, which is also the order of the logits. */
  readonly classes: readonly string[];
  readonly samples: readonly Sample[];
}

/**
 * Reads a folder of class folders, as torchvision's `ImageFolder` has them. Every file below a class folder counts as a
 * picture, except hidden ones.
 *
 * @throws Failure when it is not there, has fewer than two classes, has a class without a file, or has classes whose
 *   names differ by case only, which not every disk can tell apart.
 */
export async function readImageFolder(folder: string): Promise<ImageFolder> {
  const classes = await classFolders(folder);
  if (classes.length < 2) {
    const found = classes.length === 0 ? 'no folder' : `one folder, "${classes[0] ?? ''}"`;
    throw new Failure(
      `${folder} has ${found}, and a classifier needs two classes at least: one folder per class, holding its pictures`,
    );
  }
  const seen = new Map<string, string>();
  for (const name of classes) {
    const twin = seen.get(name.toLowerCase());
    if (twin !== undefined) throw new Failure(`the classes "${twin}" and "${name}" differ by case only; rename one`);
    seen.set(name.toLowerCase(), name);
  }
  const samples: Sample[] = [];
  for (const [label, name] of classes.entries()) {
    const paths = await picturesBelow(join(folder, name));
    if (paths.length === 0) throw new Failure(`the class "${name}" has no picture; add some or remove its folder`);
    samples.push(...paths.map((path) => ({ path, label })));
  }
  return { classes, samples };
}

async function classFolders(folder: string): Promise<string[]> {
  try {
    const names: string[] = [];
    for (const name of await readdir(folder)) {
      if (!name.startsWith('.') && (await stat(join(folder, name))).isDirectory()) names.push(name);
    }
    return names.sort();
  } catch (error) {
    if (isCode(error, 'ENOENT')) throw new Failure(`there is no folder ${folder}`);
    if (isCode(error, 'ENOTDIR'))
      throw new Failure(`${folder} is a file; a folder with one folder per class is wanted`);
    throw error;
  }
}

/** The files in a folder and in the folders in it, in the order of their paths; hidden ones do not count. */
export async function picturesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => !entry.isDirectory() && !entry.name.startsWith('.'))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => basename(path).toLowerCase() !== 'thumbs.db')
    .sort();
}
