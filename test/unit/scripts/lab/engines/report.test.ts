import { expect, it } from 'vitest';

import type { Answer } from '../../../../../scripts/lab/engines/classify.ts';
import type { ContenderName } from '../../../../../scripts/lab/engines/contender.ts';
import type { EnginesResult, ModelResult } from '../../../../../scripts/lab/engines/measurement.ts';
import { enginesReport } from '../../../../../scripts/lab/engines/report.ts';

const MIB = 2 ** 20;

const answerOf = (infer_ms: number, mebibytes = 0): Answer => ({
  client_ms: infer_ms + 20,
  load_ms: 2 * infer_ms,
  infer_ms,
  heap_bytes: mebibytes * MIB,
  index: 388,
});

/** Milliseconds of a warm inference. */
type Times = Partial<Record<ContenderName, number>>;

const HEAPS: Partial<Record<ContenderName, number>> = {
  onnxruntime: 48,
  'onnxruntime, int8': 40,
  simd: 16,
  'simd, int8': 8,
};

/** A model that takes so long; five times as long cold. */
function resultOf(model: string, random: boolean, times: Times): ModelResult {
  const names = Object.keys(times) as ContenderName[];
  const each = <Value>(of: (name: ContenderName, ms: number) => Value): Partial<Record<ContenderName, Value>> =>
    Object.fromEntries(names.map((name) => [name, of(name, times[name] ?? NaN)]));
  return {
    model,
    random,
    file_bytes: each((name) => (name.includes('int8') ? 5 : 12) * MIB),
    cold: each((name, ms) => [{ ...answerOf(5 * ms, HEAPS[name]), listening_ms: 400 }]),
    warm: each((_, ms) => Array.from({ length: 20 }, () => answerOf(ms))),
    cpu_ms: each((_, ms) => [3 * ms]),
  };
}

const SMALL = resultOf('mobilenetv3_small_distilled', false, {
  ...{ onnxruntime: 15, 'onnxruntime, int8': 16, simd: 5, 'simd, int8': 3 },
  ...{ 'simd, lite': 5, 'simd, int8, lite': 3 },
});

const report = (models: ModelResult[], heaps: EnginesResult['heap_of_all'] = {}): string =>
  enginesReport({ models, heap_of_all: heaps }, { onnxruntime: 14 * MIB, 'simd, lite': MIB, 'simd, int8, lite': MIB });
const lineOf = (text: string, what: string): string | undefined =>
  text.split('\n').find((line) => line.startsWith(`  ${what}, `));

it('says of which models the weights are made up', () => {
  const text = report([SMALL, resultOf('mobilenetv3_large_100.ra_in1k', true, { onnxruntime: 40, simd: 20 })]);
  expect(text).toMatch(/^mobilenetv3_small_distilled$/m);
  expect(text).toMatch(/^mobilenetv3_large_100\.ra_in1k \(made-up weights\)$/m);
  expect(text).toContain('Made-up weights: random ones in the topology of the model');
  expect(report([SMALL])).not.toContain('ade-up weights');
});

it('has fp32 and int8 of both engines in one row, and three ratios', () => {
  const text = report([SMALL]);
  expect(lineOf(text, 'warm inference')).toMatch(
    /15\.0 +16\.0 +5\.00 +3\.00 +3\.00 \[3\.00, 3\.00\] +1\.67 \[1\.67, 1\.67\] +5\.00 \[5\.00, 5\.00\]$/,
  );
  expect(lineOf(text, 'WASM heap')).toMatch(/48\.00 +40\.00 +16\.00 +8\.00 +3\.00 +2\.00 +6\.00$/);
  expect(lineOf(text, 'files that the engine reads')).toMatch(/12\.00 +5\.00 +12\.00 +5\.00 +1\.00 +2\.40 +2\.40$/);
});

it('holds each model against its own targets', () => {
  const times = { onnxruntime: 90, simd: 37.5, 'simd, int8': 25 };
  const lines = ['efficientnet_b0', 'mobilenetv3_small_distilled', 'mobilenetv3_large_100.ra_in1k'].map((model) =>
    lineOf(report([resultOf(model, false, times)]), 'warm inference')?.replaceAll(/ \[.*?\]/g, ''),
  );
  expect(lines).toEqual([
    expect.stringMatching(/2\.40 +1\.50 < 1\.60 +3\.60 < 4\.50$/),
    expect.stringMatching(/2\.40 < 2\.50 +1\.50 +3\.60 < 4\.00$/),
    expect.stringMatching(/2\.40 < 2\.50 +1\.50 < 1\.60 +3\.60 < 4\.50$/),
  ]);
});

it('does not take the answers of one process for as many processes', () => {
  // onnxruntime takes so many ms in each of five rounds, the SIMD engine ten.
  const rounds = [30, 10, 50, 20, 40];
  const model = resultOf('leaves', false, { onnxruntime: 30, simd: 10 });
  const text = report([
    {
      ...model,
      cold: {
        onnxruntime: rounds.map((ms) => ({ ...answerOf(ms), listening_ms: 400 })),
        simd: rounds.map(() => ({ ...answerOf(10), listening_ms: 400 })),
      },
      warm: {
        onnxruntime: rounds.flatMap((ms) => Array.from({ length: 20 }, () => answerOf(ms))),
        simd: rounds.flatMap(() => Array.from({ length: 20 }, () => answerOf(10))),
      },
    },
  ]);
  expect(lineOf(text, 'warm inference')).toContain('3.00 [1.00, 5.00]');
  expect(lineOf(text, 'warm answer')).toContain('1.67 [1.00, 2.33]');
  expect(lineOf(text, 'first inference')).toContain('3.00 [1.00, 5.00]');
});

it('leaves out what a model has no variant for', () => {
  const text = report([resultOf('leaves', false, { onnxruntime: 90, simd: 30 })]);
  expect(lineOf(text, 'warm inference')).toMatch(/90\.0 +- +30\.0 +- +3\.00 \[3\.00, 3\.00\] +- +-$/);
});

it('adds up the heap of models with weights of their own only', () => {
  const heaps = { onnxruntime: 48 * MIB, simd: 30 * MIB, 'simd, int8': 15 * MIB };
  const made = resultOf('mobilenetv3_large_100.ra_in1k', true, { onnxruntime: 40, simd: 20 });
  expect(lineOf(report([SMALL, SMALL, made], heaps), 'WASM heap of the 2 of the manifest together')).toMatch(
    /48\.00 +- +30\.00 +15\.00 +1\.60 < 2\.00 +2\.00 +3\.20 < 5\.00$/,
  );
  expect(report([made])).not.toContain('together');
  expect(lineOf(report([made]), 'upload, simd in lite')).toMatch(
    /14\.00 +- +1\.00 +1\.00 +14\.00 < 20\.00 +1\.00 +14\.00$/,
  );
});
