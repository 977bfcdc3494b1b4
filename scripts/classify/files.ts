import { globSync, readdirSync, statSync } from 'node:fs';
import { join, sep } from 'node:path';

import { UsageError } from '../kit/failure.ts';

/**
 * What a picture of a folder is called. Some are of formats that no deployment reads: they get a line that says so, since nobody
 * would notice that they are missing.
 */
const PICTURE = /\.(jpe?g|jpe|jfif|png|webp|heic|heif|avif|gif|tiff?|bmp|jxl)$/i;

/**
 * The files that a command line names, each once: files as they are named, folders with the pictures below them in the order of
 * their names, globs with what they match. What begins with a dot is left out of folders, as shells do.
 * @throws UsageError for what is not there, or has no picture
 */
export function filesOf(names: readonly string[]): string[] {
  return [...new Set(names.flatMap(filesOfName))];
}

function filesOfName(name: string): string[] {
  const stats = statSync(name, { throwIfNoEntry: false });
  if (stats?.isDirectory() === true) {
    const pictures = picturesBelow(name);
    if (pictures.length === 0) throw new UsageError(`there is no picture in ${name}`);
    return pictures;
  }
  if (stats !== undefined) return [slashed(name)];
  const matches = globSync(name).sort();
  const files = matches.flatMap((match) => (statSync(match).isDirectory() ? picturesBelow(match) : [slashed(match)]));
  if (files.length === 0) throw new UsageError(`there is no file ${name}, and no picture that matches it`);
  return files;
}

function picturesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => !name.startsWith('.'))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return picturesBelow(path);
      return PICTURE.test(entry.name) ? [slashed(path)] : [];
    });
}

/** The same name on each system, so that a table that was begun on one is taken up on another. */
function slashed(path: string): string {
  return path.replaceAll(sep, '/');
}
