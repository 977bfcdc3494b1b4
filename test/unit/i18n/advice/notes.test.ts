import { expect, it } from 'vitest';

import { priceOf } from '../../../../src/catalogue/advice/price.ts';
import type { Language } from '../../../../src/contract/names.ts';
import { TRANSLATORS } from '../../../../src/i18n/all-languages.ts';
import { noteMessages } from '../../../../src/i18n/advice/notes.ts';
import { priceText, reasonMessage } from '../../../../src/i18n/advice/sentences.ts';
import { formatText } from '../../../../src/i18n/message.ts';
import { candidate } from '../../catalogue/advice/candidates.ts';

const EVIDENCE = { machine: 'a machine', date: '2026-11-29', command: 'npm run models -- measure' };

const priced = (name: string, cpu_ms: number, whole: boolean): ReturnType<typeof candidate> =>
  candidate(name, { price: priceOf({ cpu_ms, whole }), priced: EVIDENCE });

function notes(language: Language, candidates: readonly ReturnType<typeof candidate>[]): string[] {
  const t = TRANSLATORS[language];
  return noteMessages(t, candidates).map((note) => formatText(t, note));
}

it('says nothing of prices where no CPU time is known', () => {
  expect(notes('en', [candidate('one')])).toEqual([]);
});

it('says what a price is made of, whose CPU time it follows from, and who fits the Free plan', () => {
  expect(notes('en', [priced('fast', 9.5, true), priced('slow', 20, true), priced('partly known', 8, false)])).toEqual([
    'A million answers more cost on Workers Paid $0.30 for requests, $0.02 for each ms of CPU, about $2.15 for the ledger ' +
      'and $0.60 for the log, beyond what the plan includes (2026-08: ' +
      'https://developers.cloudflare.com/workers/platform/pricing/).',
    'Prices by the CPU time of whole answers (npm run models -- measure, 2026-11-29, a machine); Cloudflare counts its own.',
    'Prices "at least" by the CPU time of inference, decoding and scaling alone (npm run models -- measure, 2026-11-29).',
    'The Free plan allows 10 ms of CPU for an answer; known to take less here: fast.',
  ]);
  expect(notes('ja', [priced('slow', 20, true)]).at(-1)).toBe(
    'Free プランで使える CPU 時間は 1 リクエストあたり 10 ms です。計測でこれに収まったモデル：なし。',
  );
});

it.each([
  ['en', 20, true, '$3.45'],
  ['en', 20, false, 'at least $3.45'],
  ['ja', 20, false, '$3.45 以上'],
] as const)('in %s %d ms of CPU (whole: %s) cost %s', (language, cpu_ms, whole, text) => {
  expect(priceText(TRANSLATORS[language], priceOf({ cpu_ms, whole }))).toBe(text);
});

it('is among the reasons', () => {
  const t = TRANSLATORS.en;
  const ranked = { candidate: priced('one', 20, true), score: 1, usual: false, pareto: true };
  expect(formatText(t, reasonMessage(t, ranked))).toContain(
    'heat maps 0.4 better than shuffled ones, $3.45 for a million answers; ',
  );
});
