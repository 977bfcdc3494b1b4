import { describe, expect, it } from 'vitest';

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
