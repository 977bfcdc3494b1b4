import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';

/** The files in a folder and in the folders in it, in the order of their paths; hidden ones do not count. */
export async function picturesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => !entry.isDirectory() && !entry.name.startsWith('.'))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => basename(path).toLowerCase() !== 'thumbs.db')
    .sort();
}
