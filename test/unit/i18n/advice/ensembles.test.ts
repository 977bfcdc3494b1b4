import { expect, it } from 'vitest';

import type { EnsembleAdvice, Worth } from '../../../../src/catalogue/advice/ensemble-advice.ts';
import { ensembleMessage } from '../../../../src/i18n/advice/ensembles.ts';
import { TRANSLATORS } from '../../../../src/i18n/all-languages.ts';
import { formatText } from '../../../../src/i18n/message.ts';

const ADVICE: Omit<EnsembleAdvice, 'worth' | 'gain'> = {
  ...{ models: ['efficientnet_b0', 'mobilenetv3_small'], weights: [0.6, 0.4], best: 'efficientnet_b0' },
  ...{ gain_interval: [-4, -2], mended: 12, spoiled: 52, pictures: 'some', count: 1292, command: 'npm run models' },
  added: { bytes: 10_175_000, speed: { warm_ms: 5, cpu_ms: null, machine: 'a machine' } },
};

it.each([
  [
    ...(['gains', 3.096] as const),
    'efficientnet_b0, mobilenetv3_small together (0.6, 0.4) gain 3.1 points of top-1 over efficientnet_b0 alone on the same 1,292 pictures, and cost 5 ms and 9.7 MiB more.',
    'efficientnet_b0, mobilenetv3_small を組み合わせると（重み：0.6、0.4）、同じ 1,292 枚の画像での top-1 は efficientnet_b0 単独より 3.1 ポイント上がり、推論時間が 5 ms、ファイルが 9.7 MiB 増えます。',
  ],
  [
    ...(['level', 0.3] as const),
    'efficientnet_b0, mobilenetv3_small together (0.6, 0.4) cannot be told from efficientnet_b0 alone on the same 1,292 pictures, and cost 5 ms and 9.7 MiB more: ask efficientnet_b0 alone.',
    'efficientnet_b0, mobilenetv3_small を組み合わせても（重み：0.6、0.4）、同じ 1,292 枚の画像での top-1 は efficientnet_b0 単独と差があるとは言えず、推論時間が 5 ms、ファイルが 9.7 MiB 増えます。efficientnet_b0 だけで十分です。',
  ],
  [
    ...(['loses', -3.096] as const),
    'efficientnet_b0, mobilenetv3_small together (0.6, 0.4) lose 3.1 points of top-1 against efficientnet_b0 alone on the same 1,292 pictures, and cost 5 ms and 9.7 MiB more: ask efficientnet_b0 alone.',
    'efficientnet_b0, mobilenetv3_small を組み合わせると（重み：0.6、0.4）、同じ 1,292 枚の画像での top-1 は efficientnet_b0 単独より 3.1 ポイント下がり、推論時間が 5 ms、ファイルが 9.7 MiB 増えます。efficientnet_b0 だけを使ってください。',
  ],
] satisfies [Worth, number, string, string][])('says what an ensemble is worth that %s', (worth, gain, en, ja) => {
  const said = (['en', 'ja'] as const).map((language) =>
    formatText(TRANSLATORS[language], ensembleMessage(TRANSLATORS[language], { ...ADVICE, worth, gain })),
  );
  expect(said).toEqual([en, ja]);
});

it('does not make up a time', () => {
  const advice = { ...ADVICE, worth: 'level', gain: 0, added: { bytes: 2 ** 20, speed: null } } as const;
  expect(formatText(TRANSLATORS.en, ensembleMessage(TRANSLATORS.en, advice))).toContain(
    'and cost 1.0 MiB more and a time that was not measured: ask',
  );
  expect(formatText(TRANSLATORS.ja, ensembleMessage(TRANSLATORS.ja, advice))).toContain(
    '1.0 MiB 増えます（推論時間は未計測）。',
  );
});
