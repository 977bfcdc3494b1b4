import { expect, it } from 'vitest';

import type { Answer } from '../../../../../scripts/lab/engines/classify.ts';
import type { Cold, EnginesResult, ModelResult } from '../../../../../scripts/lab/engines/measurement.ts';
import { enginesReport, LITE, ORT, SIMD } from '../../../../../scripts/lab/engines/report.ts';

const answerOf = (infer_ms: number, mebibytes = 0): Answer => ({
  client_ms: infer_ms + 20,
  load_ms: 2 * infer_ms,
  infer_ms,
  heap_bytes: mebibytes * 2 ** 20,
  index: 388,
});
const coldOf = (...answer: Parameters<typeof answerOf>): Cold[] => [{ ...answerOf(...answer), listening_ms: 400 }];

/** A model that onnxruntime takes this long for, and the SIMD engine so many times less. */
function resultOf(model: string, random: boolean, ms: number, times: number): ModelResult {
  return {
    model,
    random,
    cold: { [ORT]: coldOf(5 * ms, 48), [SIMD]: coldOf(ms, 16), [LITE]: coldOf(ms, 16) },
    warm: {
      onnxruntime: Array.from({ length: 20 }, () => answerOf(ms)),
      simd: Array.from({ length: 20 }, () => answerOf(ms / times)),
    },
    cpu_ms: { onnxruntime: [3 * ms], simd: [ms] },
  };
}

const report = (models: ModelResult[], heaps: EnginesResult['heap_of_all'] = {}): string =>
  enginesReport({ models, heap_of_all: heaps }, { [ORT]: 14 * 2 ** 20, [LITE]: 2 ** 20 });

it('says of which models the weights are made up', () => {
  const text = report([
    resultOf('mobilenetv3_small_distilled', false, 15, 3),
    resultOf('mobilenetv3_large_100.ra_in1k', true, 40, 2),
  ]);
  expect(text).toMatch(/^mobilenetv3_small_distilled$/m);
  expect(text).toMatch(/^mobilenetv3_large_100\.ra_in1k \(made-up weights\)$/m);
  expect(text).toContain('Made-up weights: random ones in the topology of the model');
  expect(report([resultOf('mobilenetv3_small_distilled', false, 15, 3)])).not.toContain('ade-up weights');
});

it('holds each model against its own target', () => {
  const text = report([
    resultOf('efficientnet_b0', false, 90, 2.4),
    resultOf('mobilenetv3_small_distilled', false, 15, 3),
    resultOf('mobilenetv3_large_100.ra_in1k', true, 40, 2.4),
  ]);
  const lines = text.split('\n').filter((line) => line.startsWith('  warm inference'));
  expect(lines).toEqual([
    expect.stringMatching(/90\.0 +37\.5 +2\.40 +\[2\.40, 2\.40\] +2\.2$/),
    expect.stringMatching(/15\.0 +5\.00 +3\.00 +\[3\.00, 3\.00\] +2\.5$/),
    expect.stringMatching(/40\.0 +16\.7 +2\.40 +\[2\.40, 2\.40\] +2\.5 missed$/),
  ]);
  expect(text).toMatch(/^ {2}first inference, ms +450 +90\.0 +5\.00 +4\.0$/m);
  expect(text).toMatch(/^ {2}WASM heap, MiB +48\.00 +16\.00 +3\.00 +2\.0$/m);
});

it('adds up the heap of models with weights of their own only', () => {
  const heaps = { [ORT]: 48 * 2 ** 20, [SIMD]: 30 * 2 ** 20 };
  const own = ['efficientnet_b0', 'mobilenetv3_small_distilled'].map((name) => resultOf(name, false, 15, 3));
  const made = resultOf('mobilenetv3_large_100.ra_in1k', true, 40, 3);
  expect(report([...own, made], heaps)).toMatch(
    /^ {2}WASM heap of the 2 of the manifest together, MiB +48\.00 +30\.00 +1\.60 +2\.0 missed$/m,
  );
  expect(report([made])).not.toContain('together');
  expect(report([made])).toMatch(/^ {2}upload, simd in lite, MiB +14\.00 +1\.00 +14\.00 +20\.0 missed$/m);
});
