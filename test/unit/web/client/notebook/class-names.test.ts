import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { ROOT } from '../../../../../scripts/kit/paths.ts';
import { ClassNames } from '../../../../../src/web/client/notebook/class-names.ts';

const PANDA = 'giant panda, panda, panda bear, coon bear, Ailuropoda melanoleuca';
const LESSER = 'lesser panda, red panda, panda, bear cat';

const LISTS = [
  { en: [PANDA, LESSER, 'cock'], ja: ['ジャイアントパンダ', 'レッサーパンダ', '雄鶏'] },
  { en: ['cock', 'rust'] },
];

describe.each(['en', 'ja'])('what a visitor of a page in %s means by a name', (language) => {
  const classes = new ClassNames(language, LISTS, ['ヒグマ', 'ジャイアントパンダ']);

  it.each([
    [PANDA, PANDA],
    ['giant panda', PANDA],
    ['  Giant   Panda ', PANDA],
    ['coon bear', PANDA],
    ['ジャイアントパンダ', PANDA],
    ['ｼﾞｬｲｱﾝﾄﾊﾟﾝﾀﾞ', PANDA],
    ['Cock', 'cock'],
    // Both have this name, so neither is meant for certain.
    ['panda', 'panda'],
    ['ヒグマ', 'ヒグマ'],
    ['leaf  rust', 'leaf rust'],
    ['cafe\u{301}', 'caf\u{E9}'],
    ['', ''],
  ])('%j is %j', (name, label) => {
    expect(classes.resolve(name)).toBe(label);
    expect(classes.resolve(classes.inField(name))).toBe(label);
  });

  it('is exported in English, by the first of its names', () => {
    const names = ['ジャイアントパンダ', PANDA, 'rust, heavy', 'ヒグマ'];
    expect(names.map((name) => classes.exported(name))).toEqual([
      'giant panda',
      'giant panda',
      'rust, heavy',
      'ヒグマ',
    ]);
  });
});

describe('classes that a model calls the same', () => {
  const en = Array.from({ length: 1000 }, (_, i) => (i === 134 || i === 517 ? 'crane' : `class ${i}`));
  const ja = en.map((label, i) => ({ 134: 'ツル', 517: 'クレーン' })[i] ?? label);
  const lists = [{ en, ja }, { en: ['seal, stamp', 'rust', 'seal, stamp'] }];
  const classes = new ClassNames('ja', lists, ['crane']);

  it('are different labels: of what kind they are, or which place they have', () => {
    const cranes = [134, 517].map((index) => classes.answered({ index, label: 'crane' }));
    expect(cranes).toEqual(['crane (bird)', 'crane (machine)']);
    expect(cranes.map((label) => classes.short(label))).toEqual(['ツル', 'クレーン']);
    expect(cranes.map((label) => classes.exported(label))).toEqual(['crane (bird)', 'crane (machine)']);
    const seals = [0, 2].map((index) => classes.answered({ index, label: 'seal, stamp' }));
    expect(seals).toEqual(['seal (0), stamp', 'seal (2), stamp']);
    expect(seals.map((label) => classes.exported(label))).toEqual(['seal (0)', 'seal (2)']);
  });

  it('are each offered, and meant by a name of their own', () => {
    expect(classes.resolve('ツル')).toBe('crane (bird)');
    expect(classes.resolve('Crane (machine)')).toBe('crane (machine)');
    expect(classes.resolve('crane')).toBe('crane');
    expect(classes.all.filter((name) => /crane|ツル|クレーン/.test(name))).toEqual(['ツル', 'クレーン']);
    const english = new ClassNames('en', lists);
    expect(english.all.filter((name) => name.includes('crane'))).toEqual(['crane (bird)', 'crane (machine)']);
  });

  it('are those two of ImageNet as it is served', () => {
    const labels = JSON.parse(readFileSync(join(ROOT, 'models/imagenet-1k.json'), 'utf8')) as string[];
    const served = new ClassNames('en', [{ en: labels }]);
    expect(served.all).toHaveLength(1000);
    // What no list has once more.
    expect(served.all.filter((name) => !labels.includes(name))).toEqual(['crane (bird)', 'crane (machine)']);
  });
});

describe('what a class is called', () => {
  const names = [PANDA, 'ジャイアントパンダ', 'rust', 'rust, heavy'];

  it('on a page in English', () => {
    const classes = new ClassNames('en', LISTS, []);
    expect(names.map((name) => classes.short(name))).toEqual(['giant panda', 'giant panda', 'rust', 'rust, heavy']);
    expect(classes.all).toEqual([PANDA, LESSER, 'cock', 'rust']);
  });

  it('on a page in Japanese', () => {
    const classes = new ClassNames('ja', LISTS, []);
    expect(names.map((name) => classes.short(name))).toEqual([
      ...['ジャイアントパンダ', 'ジャイアントパンダ', 'rust', 'rust, heavy'],
    ]);
    expect(classes.all).toEqual(['ジャイアントパンダ', 'レッサーパンダ', '雄鶏', 'rust']);
  });

  it('where nothing but answers is known', () => {
    const classes = new ClassNames('ja', [], [PANDA, PANDA, 'ヒグマ']);
    expect(classes.all).toEqual([PANDA, 'ヒグマ']);
    expect(classes.short(PANDA)).toBe('giant panda');
  });
});
