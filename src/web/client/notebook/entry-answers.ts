import { modelAnswers } from '../../answer/comparison.ts';
import type { Outcome } from '../outcome.ts';
import { type EntryAnswer, KEPT_CLASSES } from './entry.ts';

/** What the notebook keeps of an outcome: an answer for each model that was asked, and each place. */
export function entryAnswers({ edge, device }: Outcome): EntryAnswer[] {
  const answers = [
    ...(edge === undefined ? [] : modelAnswers(edge.answer)).map((model) => ({
      ...model,
      ...({ where: 'edge', ms: edge?.here_ms ?? 0 } as const),
    })),
    ...(device?.answer.models ?? []).map((model) => ({
      ...model,
      ...({ where: 'device', engine: 'simd', ms: device?.here_ms ?? 0 } as const),
    })),
  ];
  return answers.map(({ model, where, engine, predictions, unknown, ms }) => ({
    ...{ model, where, engine, unknown, ms },
    predictions: predictions.slice(0, KEPT_CLASSES).map(({ index, label, score }) => ({ index, label, score })),
  }));
}
