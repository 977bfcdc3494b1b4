import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { afterEach, beforeEach, expect, it } from 'vitest';

import { readImageFolder } from '../../../../../scripts/models/evaluation/image-folder.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'image-folder-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

async function put(...paths: string[]): Promise<void> {
  for (const path of paths) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), '');
  }
}

it('takes folders for classes and whatever is below them for pictures', async () => {
  await put('b/2.jpg', 'b/deeper/1.png', 'a/3.webp', 'a/.hidden', 'a/Thumbs.db', '.git/config', 'readme.txt');
  const { classes, samples } = await readImageFolder(folder);
  expect(classes).toEqual(['a', 'b']);
  expect(samples.map(({ path, label }) => [path.slice(folder.length + 1), label])).toEqual([
    ['a/3.webp', 0],
    ['b/2.jpg', 1],
    ['b/deeper/1.png', 1],
  ]);
});

it('refuses what cannot be trained on, and names it', async () => {
  await expect(readImageFolder(join(folder, 'nowhere'))).rejects.toThrow(/there is no folder .*nowhere/);
  await expect(readImageFolder(folder)).rejects.toThrow('has no folder');
  await put('cat/1.jpg');
  await expect(readImageFolder(folder)).rejects.toThrow('one folder, "cat"');
  await expect(readImageFolder(join(folder, 'cat/1.jpg'))).rejects.toThrow('is a file');
  await mkdir(join(folder, 'dog'));
  await expect(readImageFolder(folder)).rejects.toThrow('the class "dog" has no picture');
  await put('dog/1.jpg', 'Cat/1.jpg');
  await expect(readImageFolder(folder)).rejects.toThrow('the classes "Cat" and "cat" differ by case only');
});
