import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { parse } from '../../../../../scripts/kit/command.ts';
import { corpusFiles } from '../../../../../scripts/lab/corpora/files.ts';
import { corporaOptions } from '../../../../../scripts/lab/corpora/options.ts';

let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'edgelens-corpora-test-'));
  const files = [
    'alone.jpg',
    'b/2.PNG',
    'b/1',
    'b/deep/3.heic',
    ...[0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map((digit) => `a/${digit}.jpg`),
  ];
  for (const file of files) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), '');
  }
  mkdirSync(join(folder, 'empty'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('the files of a folder', () => {
  it('belong to the sub-folder of the first level that they are in, whatever they are called', () => {
    const files = corpusFiles(folder);
    expect(files.filter(({ corpus }) => corpus !== 'a').map(({ corpus, name }) => [corpus, name])).toEqual([
      ['.', 'alone.jpg'],
      ['b', 'b/1'],
      ['b', 'b/2.PNG'],
      ['b', 'b/deep/3.heic'],
    ]);
    expect(files).toHaveLength(14);
    expect(files[0]?.path).toBe(join(folder, 'alone.jpg'));
  });

  it('are so many of each corpus as wanted, at equal distances, always the same', () => {
    const names = corpusFiles(folder, 3).map(({ name }) => name);
    expect(names).toEqual(['alone.jpg', 'a/0.jpg', 'a/3.jpg', 'a/6.jpg', 'b/1', 'b/2.PNG', 'b/deep/3.heic']);
  });

  it('are missed in words', () => {
    expect(() => corpusFiles(join(folder, 'nowhere'))).toThrow(`there is no folder ${join(folder, 'nowhere')}`);
    expect(() => corpusFiles(join(folder, 'alone.jpg'))).toThrow('there is no folder');
    expect(() => corpusFiles(join(folder, 'empty'))).toThrow('there is no file in');
  });
});

it('corpora takes a limit and a file', () => {
  expect(parse(corporaOptions, ['pictures', '--limit', '20', '--json', 'a.json'])).toEqual({
    limit: 20,
    json: 'a.json',
  });
  expect(() => parse(corporaOptions, [])).toThrow("missing required argument 'folder'");
  expect(() => parse(corporaOptions, ['pictures', '--limit', '0'])).toThrow('--limit takes a whole number from 1');
});
