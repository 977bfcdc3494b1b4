import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { expect, it } from 'vitest';

import { FEWEST_PICTURES, readPictures } from '../../../../scripts/train/pictures.ts';
import { temporaryFolder } from '../models/temporary.ts';

/** A folder with these files; a number stands for so many different files below a folder. */
function folderOf(files: Readonly<Record<string, string | number>>): string {
  const folder = temporaryFolder();
  const put = (path: string, content: string): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  };
  for (const [path, content] of Object.entries(files)) {
    if (typeof content === 'string') put(path, content);
    // Of one length, as different files may be.
    else
      for (let index = 0; index < content; index++) put(`${path}/${index}.jpg`, `${path} ${String(index).padStart(3)}`);
  }
  return folder;
}

it('takes ten pictures a class, and those that are there twice once', async () => {
  const folder = folderOf({ cat: 10, dog: 12, 'dog/again/copy.jpg': 'dog   3' });
  const { classes, samples, doubles } = await readPictures(folder, 'pets');
  expect(classes).toEqual(['cat', 'dog']);
  expect([0, 1].map((label) => samples.filter((sample) => sample.label === label).length)).toEqual([10, 12]);
  expect(doubles).toBe(1);
});

it.each([
  [{ cat: 10, dog: 9 }, '"dog" has 9. Add pictures'],
  [
    { cat: 10, dog: 9, 'dog/a.jpg': 'dog   3', 'dog/b.jpg': 'dog   3' },
    '"dog" has 9 (not counting 2 copies of them). Add',
  ],
])('refuses a class with nine different pictures: %j', async (files, end) => {
  expect(FEWEST_PICTURES).toBe(10);
  await expect(readPictures(folderOf(files), 'pets')).rejects.toThrow(
    `a class needs 10 different pictures at least, to learn from and to be judged by: ${end}`,
  );
});

it('names three of many classes with too few pictures', async () => {
  const folder = folderOf({ a: 1, b: 2, c: 3, d: 4, e: 10 });
  await expect(readPictures(folder, 'pets')).rejects.toThrow('"a" has 1, "b" has 2, "c" has 3, and 1 more.');
});

it('refuses a picture that is in two classes, and says where', async () => {
  const folder = folderOf({ cat: 10, dog: 10, 'cat/stray.png': 'one of them', 'dog/x/stray.png': 'one of them' });
  await expect(readPictures(folder, 'pets')).rejects.toThrow(
    `the same picture is in two of the 2 classes, and only one of them can be right: ${join('cat', 'stray.png')} and ${join('dog', 'x', 'stray.png')}. Delete`,
  );
});

it.each([
  [['train', 'test'], 'train', 'test'],
  [['train', 'val'], 'train', 'val'],
  [['train', 'valid', 'test'], 'train', 'valid'],
  [['Training', 'Validation'], 'Training', 'Validation'],
  [['train', 'test', 'annotations'], 'train', 'test'],
])('refuses the parts of a data set, %j, and says how to use them', async (parts, trained, measured) => {
  const folder = folderOf(
    Object.fromEntries(
      parts.flatMap((part) => [
        [`${part}/cat`, 12],
        [`${part}/dog`, 12],
      ]),
    ),
  );
  const refusal = readPictures(folder, 'pets');
  await expect(refusal).rejects.toThrow(`${folder} holds parts of a data set (${trained}, `);
  await expect(refusal).rejects.toThrow(`--data ${join(folder, trained)} --name pets`);
  await expect(refusal).rejects.toThrow(`npm run models -- evaluate --model pets --data ${join(folder, measured)}`);
});

it('says so, too, when only the part to train on is there, or when it holds the pictures themselves', async () => {
  await expect(readPictures(folderOf({ 'train/cat': 10, 'train/dog': 10 }), 'pets')).rejects.toThrow(/--name pets$/);
  await expect(readPictures(folderOf({ train: 10, test: 10 }), 'pets')).rejects.toThrow('parts of a data set');
});

it('takes classes with names like these for classes', async () => {
  const { classes } = await readPictures(folderOf({ train: 10, tram: 10, bus: 10 }), 'vehicles');
  expect(classes).toEqual(['bus', 'train', 'tram']);
  expect((await readPictures(folderOf({ valid: 10, invalid: 10 }), 'tickets')).classes).toEqual(['invalid', 'valid']);
});

it('leaves it to the reader of class folders to say what else is wrong', async () => {
  await expect(readPictures('/no/such/folder', 'pets')).rejects.toThrow('there is no folder /no/such/folder');
});
