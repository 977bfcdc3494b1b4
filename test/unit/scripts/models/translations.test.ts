import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { checkTranslations, readNames } from '../../../../scripts/models/translations.ts';
import { readLabelFile, readManifest, WORKSPACE, type Workspace } from '../../../../scripts/models/workspace.ts';
import type { Manifest } from '../../../../src/catalogue/manifest.ts';
import { temporaryFolder } from './temporary.ts';

const MANIFEST: Manifest = { version: 1, sources: {}, models: [], translations: { 'a.json': { ja: 'a.ja.json' } } };

/** A workspace with two labels, and these names for them. */
function workspaceWith(names: unknown): Workspace {
  const models = temporaryFolder();
  writeFileSync(join(models, 'a.json'), JSON.stringify(['cat', 'dog']));
  if (names !== undefined) writeFileSync(join(models, 'a.ja.json'), JSON.stringify(names));
  return { models, sources: WORKSPACE.sources };
}

describe('names of classes in another language', () => {
  it.each([[['猫', '犬']], [['猫', null]], [[null, null]]])('%j are taken', async (names) => {
    await checkTranslations(workspaceWith(names), MANIFEST);
  });

  it.each([
    [undefined, 'a.ja.json is missing'],
    [['猫'], 'models/a.ja.json has 1 names where models/a.json has 2 labels'],
    [['猫', '犬', '鳥'], 'models/a.ja.json has 3 names where models/a.json has 2 labels'],
    [['猫', ''], 'models/a.ja.json is not a list of names'],
    [['猫', 'いぬ, 犬'], 'models/a.ja.json is not a list of names'],
    [['猫', 1], 'models/a.ja.json is not a list of names'],
    [{ 0: '猫', 1: '犬' }, 'models/a.ja.json is not a list of names'],
  ])('%j are refused', async (names, reason) => {
    await expect(checkTranslations(workspaceWith(names), MANIFEST)).rejects.toThrow(reason);
  });
});

describe('the Japanese names of the classes of ImageNet', async () => {
  const labels = await readLabelFile(WORKSPACE, 'imagenet-1k.json');
  const names = await readNames(WORKSPACE, 'imagenet-1k.ja.json');
  const nameOf = (label: string): string | null | undefined =>
    names[labels.findIndex((each) => each.startsWith(label))];

  it('are there for every class, each for one class only', () => {
    expect(names).toHaveLength(1000);
    expect(names).not.toContain(null);
    expect(new Set(names).size).toBe(1000);
  });

  it('are written in Japanese, apart from names that Japanese has from elsewhere', () => {
    const foreign = names.filter((name) => !/[\p{sc=Hira}\p{sc=Kana}\p{sc=Han}]/u.test(name ?? ''));
    expect(foreign).toEqual(['ATM', 'iPod']);
    // Nor do half-width letters or signs come in unseen.
    expect(names.filter((name) => /[\uff00-\uffef]/u.test((name ?? '').replaceAll(/[（）]/gu, '')))).toEqual([]);
  });

  it.each([
    ['giant panda', 'ジャイアントパンダ'],
    ['lesser panda', 'レッサーパンダ'],
    ['tench', 'テンチ'],
    ['goldfish', '金魚'],
    ['great white shark', 'ホホジロザメ'],
    ['German shepherd', 'ジャーマンシェパード'],
    ['tabby', 'キジトラ猫'],
    ['jaguar', 'ジャガー'],
    ['abacus', 'そろばん'],
    ['laptop', 'ラップトップパソコン'],
    ['notebook', 'ノートパソコン'],
    ['shoji', '障子'],
    ['toilet tissue', 'トイレットペーパー'],
  ])('%s: %s', (label, name) => {
    expect(nameOf(label)).toBe(name);
  });

  it('tell words apart that are one word in English', () => {
    // By the synsets of the classes: birds before things, animals before tools.
    const named = (index: number): (string | null | undefined)[] => [labels[index], names[index]];
    expect(named(134)).toEqual(['crane', 'ツル']);
    expect(named(517)).toEqual(['crane', 'クレーン']);
    expect(named(97)).toEqual(['drake', 'カモ（雄）']);
    expect(named(242)).toEqual(['boxer', 'ボクサー（犬種）']);
    expect(named(21)).toEqual(['kite', 'トビ']);
    expect(named(312)).toEqual(['cricket', 'コオロギ']);
    expect(named(339)).toEqual(['sorrel', '栗毛の馬']);
    expect(named(456)).toEqual(['bow', '弓']);
    expect(named(676)).toEqual(['muzzle', '口輪']);
    expect(named(677)).toEqual(['nail', '釘']);
    expect(named(680)).toEqual(['nipple', '哺乳瓶の乳首']);
    expect(named(638)).toEqual(['maillot', 'レオタード']);
    expect(named(639)).toEqual(['maillot, tank suit', 'ワンピース水着']);
    expect(named(923)).toEqual(['plate', '皿に盛った料理']);
  });
});

it('of the manifest are those of its class lists', async () => {
  await checkTranslations(WORKSPACE, await readManifest(WORKSPACE));
});
