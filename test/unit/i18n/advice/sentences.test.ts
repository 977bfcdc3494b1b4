import { describe, expect, it } from 'vitest';

import type { Limits } from '../../../../src/catalogue/advice/limits.ts';
import { advise } from '../../../../src/catalogue/advice/advise.ts';
import { BALANCED, USE_CASES } from '../../../../src/catalogue/advice/use-case.ts';
import type { Language } from '../../../../src/contract/names.ts';
import { formatText } from '../../../../src/i18n/message.ts';
import { missedLimitsText, reasonMessage, summaryMessage } from '../../../../src/i18n/advice/sentences.ts';
import { TRANSLATORS } from '../../../../src/i18n/all-languages.ts';
import { candidate } from '../../catalogue/advice/candidates.ts';

/** What the accuracy of the student is carried over from. */
const ANCHOR = { name: 'efficientnet_b0', of: 'efficientnet_b0.ra_in1k', top1: 77.7 };

const CANDIDATES = [
  candidate('mobilenetv3_small_100', { title: 'Small', top1: 42.8, anchor: ANCHOR, warm_ms: 5, bytes: 10 * 2 ** 20 }),
  candidate('efficientnet_b3', {
    ...{ title: 'B3', top1: 81.55, warm_ms: 1234, bytes: 49e6, memory_bytes: null },
    ...{ installed: false, fits_worker: false, heat_map: false, interpretability: null },
  }),
  candidate('new', { title: 'New', top1: null, warm_ms: null }),
];

const summary = (language: Language, limits: Limits, candidates = CANDIDATES): string =>
  formatText(TRANSLATORS[language], summaryMessage(TRANSLATORS[language], advise(candidates, BALANCED, limits)));

function reasons(language: Language): string[] {
  const { ranking } = advise(CANDIDATES, USE_CASES.medical, {});
  return ranking.map((ranked) => formatText(TRANSLATORS[language], reasonMessage(TRANSLATORS[language], ranked)));
}

function misses(language: Language, limits: Limits): Record<string, string> {
  const { rejected } = advise(CANDIDATES, BALANCED, limits);
  return Object.fromEntries(rejected.map((one) => [one.candidate.name, missedLimitsText(TRANSLATORS[language], one)]));
}

describe('the summary', () => {
  it.each([
    ['en', {}, 'Small (mobilenetv3_small_100) comes first.'],
    ['ja', {}, '第一候補は Small（mobilenetv3_small_100）です。'],
    [
      'en',
      { max_latency_ms: 4 },
      'Nothing keeps all limits. Small (mobilenetv3_small_100) comes nearest: warm inference 5 ms, above 4.',
    ],
    [
      'en',
      { max_latency_ms: 10, min_top1: 80.5 },
      'Nothing keeps all limits. Small (mobilenetv3_small_100) comes nearest: top-1 42.8 %, below 80.5. ' +
        'Of 3 models, max_latency_ms alone leaves 1, min_top1 alone leaves 1.',
    ],
    [
      'ja',
      { max_latency_ms: 10, min_top1: 80.5 },
      'すべての条件を満たすモデルはありません。最も近いのは Small（mobilenetv3_small_100）です。' +
        '満たさない条件：top-1 42.8 %（下限 80.5 %）。3 件のうち、「推論時間（ウォーム）の上限（ms）」だけなら 1 件、' +
        '「ImageNet top-1 の下限（%）」だけなら 1 件が残ります。',
    ],
  ] as const)('in %s, with %j', (language, limits, expected) => {
    expect(summary(language, limits)).toBe(expected);
  });

  it('has something to say when there is nothing to choose from', () => {
    expect(summary('en', {}, [])).toBe('There is no model to recommend.');
    expect(summary('ja', {}, [])).toBe('推奨できるモデルがありません。');
  });

  it('names what is nearly as good, and why a usual choice does not come first', () => {
    const candidates = [
      candidate('first', { title: 'First', top1: 80, warm_ms: 10, bytes: 10e6 }),
      candidate('near', { top1: 80, warm_ms: 10.1, bytes: 10e6 }),
      candidate('resnet50', { top1: 80, warm_ms: 300, bytes: 100e6, interpretability: null }),
    ];
    const advice = advise(candidates, USE_CASES.quality_inspection, {});
    const said = (language: Language): string =>
      formatText(TRANSLATORS[language], summaryMessage(TRANSLATORS[language], advice));
    expect(said('en')).toBe(
      'First (first) comes first. Nearly as good: near. resnet50, a usual choice for this task, is number 3: ' +
        'slower, larger, heat maps less good or not judged.',
    );
    expect(said('ja')).toBe(
      '第一候補は First（first）です。near もほぼ同等です。この用途の定番 resnet50 は 3 位です' +
        '（遅い、大きい、ヒートマップが劣るか未評価）。',
    );
  });
});

describe('a reason', () => {
  it('has the figures that are known, and what speaks for and against', () => {
    expect(reasons('en')).toEqual([
      'B3: 81.5 % top-1 as published for these weights, 1230 ms warm, 46.7 MiB, heat maps not judged; a usual choice for this task; ' +
        'no other one is as good on all axes; to be added first; too large for the memory of a Worker.',
      'Small: 42.8 % top-1 by a measured difference from efficientnet_b0.ra_in1k, 5 ms warm, 10 MiB, heat maps 0.4 ' +
        'better than shuffled ones; no other one is as good on all axes.',
      'New: accuracy of these weights not known, speed not measured, 19.1 MiB, heat maps 0.4 better than shuffled ones; ' +
        'another one is nowhere worse and somewhere better.',
    ]);
  });

  it('has the same ones in Japanese', () => {
    expect(reasons('ja')).toEqual([
      'B3：top-1 81.5 %（この重みの公表値）、推論時間（ウォーム）1230 ms、46.7 MiB、ヒートマップは未評価。この用途の定番です。' +
        'すべての軸で同等以上となるモデルはほかにありません。使うには追加が必要です。Worker のメモリに収まりません。',
      'Small：top-1 42.8 %（efficientnet_b0.ra_in1k との実測差からの推定）、推論時間（ウォーム）5 ms、10 MiB、' +
        'ヒートマップ 0.4（ランダムに並べ替えたものとの差）。すべての軸で同等以上となるモデルはほかにありません。',
      'New：この重みの精度は不明、推論時間は未計測、19.1 MiB、ヒートマップ 0.4（ランダムに並べ替えたものとの差）。' +
        'どの軸でも劣らず、いずれかで上回るモデルがほかにあります。',
    ]);
  });
});

describe('misses', () => {
  const limits = {
    ...{ max_latency_ms: 100, max_model_mb: 30, max_memory_mb: 40, min_top1: 70.25 },
    ...{ heat_map: true, installed: true, fits_worker: true },
  };

  it('in English', () => {
    expect(misses('en', limits)).toEqual({
      mobilenetv3_small_100: 'memory 50 MB, above 40; top-1 42.8 %, below 70.25',
      new: 'its warm inference was not measured; memory 50 MB, above 40; the top-1 of its weights is not known',
      efficientnet_b3:
        'warm inference 1230 ms, above 100; files 49 MB, above 30; its memory was not measured; it has no heat map; ' +
        'it is not installed here; it does not fit into the memory of a Worker',
    });
  });

  it('in Japanese', () => {
    expect(misses('ja', limits)).toEqual({
      mobilenetv3_small_100: 'メモリ 50 MB（上限 40 MB）、top-1 42.8 %（下限 70.25 %）',
      new: '推論時間（ウォーム）は未計測、メモリ 50 MB（上限 40 MB）、この重みの top-1 は不明',
      efficientnet_b3:
        '推論時間（ウォーム）1230 ms（上限 100 ms）、ファイルサイズ 49 MB（上限 30 MB）、メモリは未計測、ヒートマップなし、' +
        'このサイトで稼働していない、Worker のメモリに収まらない',
    });
  });
});
