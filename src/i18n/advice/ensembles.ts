import type { EnsembleAdvice } from '../../catalogue/advice/ensemble-advice.ts';
import type { Message } from '../message.ts';
import { formatBytes, formatNumber, formatRounded } from '../numbers.ts';
import type { TextKey, Translator } from '../texts.ts';

/** What several models together were worth beside the best of them, what they cost, and whether to ask them. */
export function ensembleMessage(
  t: Translator<TextKey>,
  { models, weights, best, worth, gain, count, added }: EnsembleAdvice,
): Message {
  return {
    key: `advice.ensemble.${worth}`,
    names: { models: models.join(', '), best },
    values: {
      weights: weights.map((weight) => formatRounded(t, weight)).join(t('advice.list.figures')),
      // A gain that can be told from none is not to be written as none.
      points: formatNumber(t, Math.abs(gain), Math.abs(gain) < 0.1 ? 2 : 1),
      count: formatNumber(t, count),
      cost: costText(t, added),
    },
  };
}

function costText(t: Translator<TextKey>, { speed, bytes }: EnsembleAdvice['added']): string {
  const size = formatBytes(t, bytes);
  return speed === null
    ? t('advice.ensemble.size', { size })
    : t('advice.ensemble.cost', { ms: formatRounded(t, speed.warm_ms), size });
}
