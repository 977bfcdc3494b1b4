import type { EntryAnswer, NotebookEntry } from '../../../../../src/web/client/notebook/entry.ts';

/** An answer of EfficientNet-B0 at the edge, with the label as its likeliest. */
export function answer(label: string, more: Partial<EntryAnswer> = {}): EntryAnswer {
  const predictions = [
    { index: 388, label, score: 0.7652 },
    { index: 7, label: 'cock', score: 0.1 },
  ];
  return {
    model: 'efficientnet_b0',
    where: 'edge',
    engine: 'onnxruntime',
    predictions,
    unknown: false,
    ms: 420.4,
    ...more,
  };
}

/** An entry of 29 November 2026, 17:33:12 UTC. */
export function entry(label: string, more: Partial<NotebookEntry> = {}): NotebookEntry {
  const time = Date.UTC(2026, 10, 29, 17, 33, 12);
  return { id: '9f3a1c2b', time, bytes: 60_000, answers: [answer(label)], truth: null, place: '', note: '', ...more };
}
