import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, expect, it } from 'vitest';

import { filesOf } from '../../../../scripts/classify/files.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'edgelens-files-'));
  mkdirSync(join(folder, 'below/empty'), { recursive: true });
  for (const name of ['b.JPG', 'a.webp', 'notes.txt', '.hidden.jpg', 'below/c.heic', 'below/d.jpeg'])
    writeFileSync(join(folder, name), '');
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** The files without the folder. */
const below = (...names: string[]): string[] =>
  filesOf(names.map((name) => `${folder}/${name}`)).map((file) => file.slice(folder.length + 1));

it('finds the pictures of a folder, also those that no deployment reads, and leaves out the rest', () => {
  expect(below('')).toEqual(['a.webp', 'b.JPG', 'below/c.heic', 'below/d.jpeg']);
});

it('takes a file whatever it is called, and each once', () => {
  expect(below('notes.txt', 'below', 'below/d.jpeg')).toEqual(['notes.txt', 'below/c.heic', 'below/d.jpeg']);
});

it('takes globs, for shells that leave them alone', () => {
  expect(below('**/*.jpeg', '*.webp')).toEqual(['below/d.jpeg', 'a.webp']);
});

it('says which name has no picture', () => {
  expect(() => below('below/empty')).toThrow('there is no picture in ');
  expect(() => below('*.gif')).toThrow('/*.gif, and no picture that matches it');
});
