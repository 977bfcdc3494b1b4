import { describe, expect, it } from 'vitest';

import { TEXTS, TRANSLATORS } from '../../../src/i18n/all-languages.ts';
import { notebookTexts, scriptTexts } from '../../../src/i18n/english.ts';
import { live as liveEn } from '../../../src/i18n/en/live.ts';
import { live as liveJa } from '../../../src/i18n/ja/live.ts';
import type { TextKey } from '../../../src/i18n/texts.ts';

const { en, ja } = TEXTS;
const KEYS = Object.keys(en) as TextKey[];

const slots = (text: string): string[] => Array.from(text.matchAll(/\{(\w+)\}/g), ([, name = '']) => name).sort();

describe('the texts', () => {
  it('are there in both languages', () => {
    expect(Object.keys(ja).sort()).toEqual([...KEYS].sort());
    for (const text of [...Object.values(en), ...Object.values(ja)]) expect(text).not.toBe('');
  });

  it.each(KEYS)('%s has the same to fill in', (key) => {
    expect(slots(ja[key])).toEqual(slots(en[key]));
  });

  it('are Japanese: four English words in a row are none', () => {
    expect(KEYS.filter((key) => /[a-z]+( [a-z]+){3}/i.test(ja[key]))).toEqual([]);
  });

  it('are Japanese as it is written in Japan, not word for word', () => {
    expect(ja['advice.heading']).toBe('精度・速さ・大きさで選ぶなら？');
    expect(ja['app.description']).toContain('答えを出すのにかかった時間とメモリ');
    expect(ja['problem.busy']).toBe('サーバーはいま別の写真を処理しています。');
    expect(ja['problem.key-required']).toBe('利用には API キーが必要です。');
    expect(ja['answer.unchanged']).toContain('1位の答えは変わりませんでした');
    expect(ja['phase.explain']).toBe('ヒートマップ作成');
    expect(ja['answer.scoresNote']).toContain('数値は目安で、当たる確率ではありません');
    // Keys of the API are no keys of doors, and weights play no parts.
    expect(KEYS.filter((key) => /鍵|代役|代償|いくら|ソフトマックス|較正|一回答|計算しま/.test(ja[key]))).toEqual([]);
  });

  it('leave nothing of a place that is filled in', () => {
    for (const key of KEYS) {
      for (const [t, text] of [[TRANSLATORS.en, en[key]] as const, [TRANSLATORS.ja, ja[key]] as const]) {
        expect(t(key, Object.fromEntries(slots(text).map((name) => [name, 0])))).not.toMatch(/[{}]/);
      }
    }
  });

  it('take more than text into their places', () => {
    const said = { element: 'strong' };
    expect(TRANSLATORS.en.parts('advice.miss', { name: said, misses: 3 })).toEqual(['', said, ': ', 3, '']);
  });

  it('are sent to scripts, without those that only the server needs', () => {
    for (const language of ['en', 'ja'] as const) {
      const sent = scriptTexts(TEXTS[language]);
      for (const [key, text] of Object.entries(sent)) expect(text).toBe(TEXTS[language][key as TextKey]);
      expect(Object.keys(sent)).toEqual(
        KEYS.filter((key) => !/^(advice|docs|error|latency|model|notebook|site)\./.test(key)),
      );
      expect(Object.keys(notebookTexts(TEXTS[language]))).toEqual(
        KEYS.filter((key) => !/^(advice|docs|error|latency|model|site)\./.test(key)),
      );
      expect(Object.keys(sent).length).toBeLessThan(KEYS.length);
    }
  });
});

describe('the texts of the live view', () => {
  it.each(Object.keys(liveEn) as (keyof typeof liveEn)[])('%s is Japanese, and has the same to fill in', (key) => {
    expect(slots(liveJa[key])).toEqual(slots(liveEn[key]));
    expect(liveJa[key]).not.toMatch(/[a-z]+( [a-z]+){3}/i);
    // The one that consists of places alone.
    if (key !== 'live.says') expect(liveJa[key]).toMatch(/[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}]|^1 /u);
  });
});
