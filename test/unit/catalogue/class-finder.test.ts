import { describe, expect, it } from 'vitest';

import { ClassFinder } from '../../../src/catalogue/class-finder.ts';

const finder = new ClassFinder([
  ['tench, Tinca tinca', 'crane', 'crane', 'Band Aid'],
  ['テンチ', 'ツル', 'クレーン', 'Band Aid'],
]);

describe('a class', () => {
  it.each([
    ['0', [0]],
    ['3', [3]],
    ['4', []],
    ['tench', [0]],
    [' Tinca Tinca ', [0]],
    ['band aid', [3]],
    ['ツル', [1]],
    ['crane', [1, 2]],
    ['Tinca', []],
    ['', []],
    ['-1', []],
    ['1.0', []],
  ])('is found by %s', (text, classes) => {
    expect(finder.find(text)).toEqual(classes);
  });
});
