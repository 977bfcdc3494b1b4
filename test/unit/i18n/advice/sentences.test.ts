import { describe, expect, it } from 'vitest';

import type { Candidate } from '../../../../src/catalogue/advice/candidate.ts';
import type { Limits } from '../../../../src/catalogue/advice/limits.ts';
import { advise } from '../../../../src/catalogue/advice/advise.ts';
import { BALANCED, USE_CASES } from '../../../../src/catalogue/advice/use-case.ts';
import type { Language } from '../../../../src/contract/names.ts';
import { formatText } from '../../../../src/i18n/message.ts';
import { missedLimitsText, type Reader, reasonMessage, summaryMessage } from '../../../../src/i18n/advice/sentences.ts';
import { TRANSLATORS } from '../../../../src/i18n/all-languages.ts';
import { candidate } from '../../catalogue/advice/candidates.ts';

/** What the accuracy of the student is carried over from. */
const ANCHOR = { name: 'efficientnet_b0', of: 'efficientnet_b0.ra_in1k', top1: 77.7 };

const CANDIDATES = [
  candidate('mobilenetv3_small_100', {
    ...{ title: 'Small', top1: 42.8, anchor: ANCHOR, warm_ms: 5, bytes: 10 * 2 ** 20, engine: 'simd' },
  }),
  candidate('efficientnet_b3', {
    ...{ title: 'B3', top1: 81.55, warm_ms: 1234, bytes: 49e6, memory_bytes: null },
    ...{ installed: false, fits_worker: false, heat_map: false, interpretability: null },
  }),
  candidate('new', { title: 'New', top1: null, warm_ms: null }),
];

const summary = (
  language: Language,
  limits: Limits,
  { candidates = CANDIDATES, reader = 'person' }: { candidates?: Candidate[]; reader?: Reader } = {},
): string =>
  formatText(
    TRANSLATORS[language],
    summaryMessage(TRANSLATORS[language], advise(candidates, BALANCED, limits), reader),
  );

function reasons(language: Language): string[] {
  const { ranking } = advise(CANDIDATES, USE_CASES.medical, {});
  return ranking.map((ranked) => formatText(TRANSLATORS[language], reasonMessage(TRANSLATORS[language], ranked)));
}

function misses(language: Language, limits: Limits, reader: Reader): Record<string, string> {
  const { rejected } = advise(CANDIDATES, BALANCED, limits);
  return Object.fromEntries(
    rejected.map((one) => [one.candidate.name, missedLimitsText(TRANSLATORS[language], one, reader)]),
  );
}

describe('the summary', () => {
  it.each([
    [
      'en',
      {},
      'Take Small (mobilenetv3_small_100): 42.8 % top-1 by a measured difference from efficientnet_b0.ra_in1k, ' +
        '5 ms warm in simd, 10.0 MiB of files. The next would be efficientnet_b3: 38.8 points more accurate, ' +
        '1230 ms slower, 36.7 MiB larger, heat maps less good or not judged, to be added first, ' +
        'too large for the memory of a Worker.',
    ],
    [
      'ja',
      {},
      '推奨は Small（mobilenetv3_small_100）です：top-1 42.8 %（efficientnet_b0.ra_in1k との実測差からの推定）、' +
        '推論時間（ウォーム）5 ms（simd）、ファイル 10.0 MiB。次点は efficientnet_b3 です' +
        '（精度が 38.8 ポイント高い、推論が 1230 ms 遅い、ファイルが 36.7 MiB 大きい、ヒートマップが劣るか未評価、追加が必要、' +
        'Worker のメモリに収まらない）。',
    ],
    [
      'en',
      { max_latency_ms: 4 },
      'Nothing keeps all limits. Small (mobilenetv3_small_100) comes nearest: warm inference 5 ms, above 4.',
    ],
    [
      'en',
      { max_latency_ms: 10, min_top1: 80.5 },
      'Nothing keeps all limits. Small (mobilenetv3_small_100) comes nearest: top-1 42.8 %, below 80.5. ' +
        'Of 3 models, “Warm inference, at most ms” alone leaves 1, “Top-1 on ImageNet, at least %” alone leaves 1.',
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

  it('names limits to programs as the API does', () => {
    expect(summary('en', { max_latency_ms: 10, min_top1: 80.5 }, { reader: 'program' })).toContain(
      'Of 3 models, max_latency_ms alone leaves 1, min_top1 alone leaves 1.',
    );
  });

  it('has something to say when there is nothing to choose from', () => {
    expect(summary('en', {}, { candidates: [] })).toBe('There is no model to recommend.');
    expect(summary('ja', {}, { candidates: [] })).toBe('推奨できるモデルがありません。');
  });

  it('says what the next one would cost, and what it would save', () => {
    const price = { cpu_ms: 1, whole: true, free_plan: true };
    const best = candidate('best', {
      ...{ top1: 80, warm_ms: 10, bytes: 8 * 2 ** 20, engine: 'simd', installed: false, fits_worker: false },
      price: { ...price, million_usd: 4 },
    });
    const next = candidate('next', {
      ...{ top1: 71.5, warm_ms: 4.5, bytes: 20 * 2 ** 20, interpretability: null, engine: 'simd' },
      price: { ...price, million_usd: 3.25 },
    });
    expect(summary('en', {}, { candidates: [best, next] })).toBe(
      'Take best (best): 80 % top-1 as published for these weights, 10 ms warm in simd, 8.0 MiB of files, to be added first, ' +
        'too large for the memory of a Worker. The next would be next: 8.5 points less accurate, 5.5 ms faster, ' +
        '12.0 MiB larger, $0.75 less for a million answers, heat maps less good or not judged, answers here already, ' +
        'fits into the memory of a Worker.',
    );
    const atLeast = candidate('next', { ...next, price: { ...price, whole: false, million_usd: 3.25 } });
    expect(summary('en', {}, { candidates: [best, atLeast] })).not.toContain('a million answers');
    expect(summary('en', {}, { candidates: [best, { ...best, name: 'twin' }] })).toContain(
      'The next would be twin, which no figure tells apart.',
    );
  });

  it('names what is nearly as good, and why a usual choice does not come first', () => {
    const candidates = [
      candidate('first', { title: 'First', top1: 80, warm_ms: 10, bytes: 10e6 }),
      candidate('near', { top1: 80, warm_ms: 10.1, bytes: 10e6 }),
      candidate('nearer', { top1: 80, warm_ms: 10.05, bytes: 10e6 }),
      candidate('resnet50', { top1: 80, warm_ms: 300, bytes: 100e6, interpretability: null }),
    ];
    const advice = advise(candidates, USE_CASES.quality_inspection, {});
    const said = (language: Language): string =>
      formatText(TRANSLATORS[language], summaryMessage(TRANSLATORS[language], advice, 'person'));
    expect(said('en')).toBe(
      'Take First (first): 80 % top-1 as published for these weights, 10 ms warm, 9.5 MiB of files. ' +
        'The next, and by its score nearly as good, would be nearer: 0.1 ms slower. By their scores nearly as good, too: near. ' +
        'resnet50, a usual choice for this task, is number 4: slower, larger, heat maps less good or not judged.',
    );
    expect(said('ja')).toBe(
      '推奨は First（first）です：top-1 80 %（この重みの公表値）、推論時間（ウォーム）10 ms、ファイル 9.5 MiB。' +
        '次点の nearer もスコアではほぼ同等です（推論が 0.1 ms 遅い）。near もスコアではほぼ同等です。' +
        'この用途の定番 resnet50 は 4 位です（遅い、大きい、ヒートマップが劣るか未評価）。',
    );
  });
});

describe('a reason', () => {
  it('has the figures that are known, and what speaks for and against', () => {
    expect(reasons('en')).toEqual([
      'B3: 81.5 % top-1 as published for these weights, 1230 ms warm, 46.7 MiB of files, heat maps not judged; a usual choice for this task; ' +
        'no other one is as good on all axes; to be added first; too large for the memory of a Worker.',
      'Small: 42.8 % top-1 by a measured difference from efficientnet_b0.ra_in1k, 5 ms warm in simd, 10.0 MiB of files, heat maps 0.4 ' +
        'better than shuffled ones; no other one is as good on all axes.',
      'New: accuracy of these weights not known, speed not measured, 19.1 MiB of files, heat maps 0.4 better than shuffled ones; ' +
        'another one is nowhere worse and somewhere better.',
    ]);
  });

  it('has the same ones in Japanese', () => {
    expect(reasons('ja')).toEqual([
      'B3：top-1 81.5 %（この重みの公表値）、推論時間（ウォーム）1230 ms、ファイル 46.7 MiB、ヒートマップは未評価。この用途の定番です。' +
        'すべての軸で同等以上となるモデルはほかにありません。使うには追加が必要です。Worker のメモリに収まりません。',
      'Small：top-1 42.8 %（efficientnet_b0.ra_in1k との実測差からの推定）、推論時間（ウォーム）5 ms（simd）、ファイル 10.0 MiB、' +
        'ヒートマップ 0.4（ランダムに並べ替えたものとの差）。すべての軸で同等以上となるモデルはほかにありません。',
      'New：この重みの精度は不明、推論時間は未計測、ファイル 19.1 MiB、ヒートマップ 0.4（ランダムに並べ替えたものとの差）。' +
        'どの軸でも劣らず、いずれかで上回るモデルがほかにあります。',
    ]);
  });
});

describe('misses', () => {
  const limits = {
    ...{ max_latency_ms: 100, max_model_mb: 30, max_memory_mb: 40, min_top1: 70.25 },
    ...{ heat_map: true, installed: true, fits_worker: true },
  };

  it('in English, to programs', () => {
    expect(misses('en', limits, 'program')).toEqual({
      mobilenetv3_small_100: 'memory 50 MB, above 40; top-1 42.8 %, below 70.25',
      new: 'its warm inference was not measured; memory 50 MB, above 40; the top-1 of its weights is not known',
      efficientnet_b3:
        'warm inference 1230 ms, above 100; files 49 MB, above 30; its memory was not measured; it has no heat map; ' +
        'it is not installed here; it does not fit into the memory of a Worker',
    });
  });

  it('in Japanese, to people, with one unit for bytes', () => {
    expect(misses('ja', limits, 'person')).toEqual({
      mobilenetv3_small_100: 'メモリ 47.7 MiB（上限 38.1）、top-1 42.8 %（下限 70.25 %）',
      new: '推論時間（ウォーム）は未計測、メモリ 47.7 MiB（上限 38.1）、この重みの top-1 は不明',
      efficientnet_b3:
        '推論時間（ウォーム）1230 ms（上限 100 ms）、ファイルサイズ 46.7 MiB（上限 28.6）、メモリは未計測、ヒートマップなし、' +
        'このサイトで稼働していない、Worker のメモリに収まらない',
    });
  });
});
