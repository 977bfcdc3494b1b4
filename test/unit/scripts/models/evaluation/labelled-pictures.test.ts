import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { afterEach, beforeEach, expect, it } from 'vitest';

import { readLabelledPictures } from '../../../../../scripts/models/evaluation/labelled-pictures.ts';

const LABELS = ['tench, Tinca tinca', 'goldfish, Carassius auratus', 'crane', 'crane', 'giant panda, panda'];
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'labelled-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

async function put(path: string, content = ''): Promise<string> {
  await mkdir(dirname(join(folder, path)), { recursive: true });
  await writeFile(join(folder, path), content);
  return join(folder, path);
}

it('finds the class of a folder by its label, by one of its names, and by its index', async () => {
  await put('Tench, Tinca tinca/1.jpg');
  await put('panda/1.jpg');
  await put('3/1.jpg');
  const pictures = await readLabelledPictures(folder, LABELS);
  expect(pictures.map(({ path, truth }) => [path.slice(folder.length + 1), truth])).toEqual([
    ['3/1.jpg', 3],
    ['Tench, Tinca tinca/1.jpg', 0],
    ['panda/1.jpg', 4],
  ]);
});

it('names a folder that is no class, or could be two', async () => {
  await put('panda/1.jpg');
  await put('unicorn/1.jpg');
  await expect(readLabelledPictures(folder, LABELS)).rejects.toThrow(
    'the model has no class "unicorn"; name the folders by label or by index (0 to 4)',
  );
  await rm(join(folder, 'unicorn'), { recursive: true });
  await put('5/1.jpg');
  await expect(readLabelledPictures(folder, LABELS)).rejects.toThrow('no class "5"');
  await rm(join(folder, '5'), { recursive: true });
  await put('goldfish/1.jpg');
  const twice = ['fish, tench', 'fish, goldfish', 'panda'];
  await put('fish/1.jpg');
  await expect(readLabelledPictures(folder, twice)).rejects.toThrow('the folder "fish" could be class 0 or 1');
});

it('reads a table of paths and indices, relative to itself', async () => {
  const table = await put('lists/all.tsv', 'a.jpg\t0\r\n../b c.jpg\t4\n\n');
  expect(await readLabelledPictures(table, LABELS)).toEqual([
    { path: join(folder, 'lists/a.jpg'), truth: 0 },
    { path: join(folder, 'b c.jpg'), truth: 4 },
  ]);
});

it.each(['a.jpg 0', 'a.jpg\t5', 'a.jpg\t-1', 'a.jpg\tpanda', 'a.jpg\t0\t1'])('refuses the line %j', async (line) => {
  const table = await put('all.tsv', `ok.jpg\t1\n${line}\n`);
  await expect(readLabelledPictures(table, LABELS)).rejects.toThrow(
    /all\.tsv, line 2: a path, a tab and a class index from 0 to 4/,
  );
});

it('says when there is nothing', async () => {
  await expect(readLabelledPictures(join(folder, 'nowhere'), LABELS)).rejects.toThrow(/there is no .*nowhere/);
  await expect(readLabelledPictures(await put('empty.tsv', '\n'), LABELS)).rejects.toThrow('names no picture');
});
