import { expect, it } from 'vitest';

import { entryAnswers } from '../../../../../src/web/client/notebook/entry-answers.ts';
import type { Outcome } from '../../../../../src/web/client/outcome.ts';

const predictions = Array.from({ length: 6 }, (_, index) => ({ index, label: `class ${index}`, score: 0.1 }));
const five = predictions.slice(0, 5);

/** An outcome with what counts in it. */
const outcomeOf = (parts: unknown): Outcome => parts as Outcome;

it('keeps five classes of an answer, who gave it, where, and how long it took', () => {
  const answer = { model: 'a', engine: 'onnxruntime', predictions, unknown: true };
  expect(entryAnswers(outcomeOf({ edge: { answer, here_ms: 400 } }))).toEqual([
    { model: 'a', where: 'edge', engine: 'onnxruntime', predictions: five, unknown: true, ms: 400 },
  ]);
});

it('keeps what each of several models said, at each of both places', () => {
  const models = ['a', 'b'].map((model) => ({ model, engine: 'onnxruntime', predictions, unknown: false }));
  const edge = { answer: { models, ensemble: { predictions } }, here_ms: 400 };
  const device = { answer: { models: [{ model: 'a', predictions, unknown: false }], together: null }, here_ms: 40 };
  const kept = entryAnswers(outcomeOf({ edge, device }));
  expect(kept.map(({ model, where, engine, ms }) => [model, where, engine, ms])).toEqual([
    ['a', 'edge', 'onnxruntime', 400],
    ['b', 'edge', 'onnxruntime', 400],
    ['a', 'device', 'simd', 40],
  ]);
});
