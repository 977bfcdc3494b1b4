import { median } from '../../kit/statistics/quantiles.ts';
import { type Pair, ratioOf } from '../../kit/statistics/ratio.ts';
import { brackets, layOut, mebibytes, milliseconds } from '../../kit/table.ts';
import { type Answer, batchMeans } from './classify.ts';
import { CONTENDERS, type ContenderName } from './contender.ts';
import type { Cold, EnginesResult, ModelResult } from './measurement.ts';

/** What is uploaded of a Worker, in bytes, by contender. */
export type UploadSizes = Readonly<Partial<Record<ContenderName, number>>>;

const MADE_UP =
  'Made-up weights: random ones in the topology of the model, so that time and memory are its own, and answers are not. ' +
  'All of its layers that can be in whole numbers are, in int8.';
const LEGEND =
  'Ratios are medians over pairs, with 95 % intervals, and say how many times faster or smaller: the SIMD engine than ' +
  'onnxruntime, both in fp32; int8 than fp32 in the SIMD engine; int8 in the SIMD engine than fp32 in onnxruntime. ' +
  'Behind < is a target that was missed.';

const { ort, ortInt8, simd, simdInt8, lite, liteInt8 } = CONTENDERS;

/** What is compared in the columns of ratios: the second with the first. */
type Comparison = readonly [ContenderName, ContenderName];
const FULL: readonly Comparison[] = [
  [ort, simd],
  [simd, simdInt8],
  [ort, simdInt8],
];
const IN_LITE: readonly Comparison[] = [
  [ort, lite],
  [lite, liteInt8],
  [ort, liteInt8],
];

/** What each of the three ratios should at least be; undefined where nothing was asked for. */
type Targets = readonly [number | undefined, number | undefined, number | undefined];
const NONE: Targets = [undefined, undefined, undefined];
const FIRST: Targets = [4, 1.25, undefined];
const HEAP: Targets = [2, 1 / 0.6, 5];
const PLAN: Targets = [undefined, 1 / 0.55, undefined];
const WARM: Targets = [2.5, 1.6, 4.5];
const WARM_OF: Readonly<Record<string, Targets>> = {
  efficientnet_b0: [2.2, 1.6, 4.5],
  mobilenetv3_small_distilled: [2.5, 1.3, 4],
};
const UPLOAD_TARGET = 20;

/** What was measured in each round. */
type Rounds = readonly (readonly number[])[];

/** Values of one row. Those at the same place in two lists make a pair. */
interface Row {
  readonly what: string;
  readonly valuesOf: (contender: ContenderName) => Rounds;
  readonly write: (value: number) => string;
  readonly pairs: readonly Comparison[];
  readonly targets: Targets;
}

/** A table for the terminal: both engines with fp32 and int8. */
export function enginesReport(result: EnginesResult, uploads: UploadSizes): string {
  const head = [
    '',
    'onnxruntime',
    'int8',
    'simd',
    'int8',
    'simd to onnxruntime',
    'int8 to simd',
    'int8 to onnxruntime',
  ];
  const rows = [
    ...result.models.flatMap((model) => [[titleOf(model)], ...rowsOf(model).map(cellsOf)]),
    ['all of it'],
    ...wholeRows(result, uploads).map(cellsOf),
  ];
  return [...layOut(head, rows), LEGEND, ...(result.models.some(({ random }) => random) ? [MADE_UP] : [])].join('\n');
}

function titleOf({ model, random }: ModelResult): string {
  return random ? `${model} (made-up weights)` : model;
}

function rowsOf({ model, file_bytes, cold, warm, cpu_ms }: ModelResult): Row[] {
  const timed = (what: string, valuesOf: Row['valuesOf'], targets = NONE, pairs = FULL): Row => ({
    ...{ what: `${what}, ms`, valuesOf, write: milliseconds, pairs, targets },
  });
  const coldOf =
    (of: (cold: Cold) => number) =>
    (name: ContenderName): Rounds =>
      (cold[name] ?? []).map((answer) => [of(answer)]);
  // Each round has one cold answer, and as many warm ones as the others.
  const warmOf = (name: ContenderName): Answer[][] => inRounds(warm[name] ?? [], cold[name]?.length ?? 1);
  const answered = coldOf(({ client_ms }) => client_ms);
  const started = coldOf(({ listening_ms, client_ms }) => listening_ms + client_ms);
  return [
    timed(
      'warm inference',
      (name) => warmOf(name).map((answers) => batchMeans(answers.map(({ infer_ms }) => infer_ms))),
      WARM_OF[model] ?? WARM,
    ),
    timed('warm answer', (name) => warmOf(name).map((answers) => answers.map(({ client_ms }) => client_ms))),
    timed('CPU of a warm answer', (name) => (cpu_ms[name] ?? []).map((ms) => [ms])),
    timed(
      'first inference',
      coldOf(({ infer_ms }) => Math.max(infer_ms, 1)),
      [4, undefined, undefined],
    ),
    timed(
      'load',
      coldOf(({ load_ms }) => Math.max(load_ms, 1)),
    ),
    timed('first answer', answered, FIRST),
    timed('first answer, simd in lite', answered, FIRST, IN_LITE),
    timed('process and first answer, simd in lite', started, FIRST, IN_LITE),
    sized('WASM heap', (name) => cold[name]?.[0]?.heap_bytes, HEAP),
    sized('files that the engine reads', (name) => file_bytes[name], PLAN),
  ];
}

/** Deals what was measured one after the other to the rounds that it was measured in. */
function inRounds<Value>(values: readonly Value[], rounds: number): Value[][] {
  const each = values.length / rounds;
  return Array.from({ length: rounds }, (_, round) => values.slice(round * each, (round + 1) * each));
}

function sized(
  what: string,
  bytesOf: (name: ContenderName) => number | undefined,
  targets: Targets,
  pairs: Row['pairs'] = FULL,
): Row {
  const valuesOf = (name: ContenderName): Rounds => [[bytesOf(name) ?? []].flat()];
  return { what: `${what}, MiB`, valuesOf, write: (bytes) => mebibytes(bytes, 2), pairs, targets };
}

function wholeRows({ models, heap_of_all }: EnginesResult, uploads: UploadSizes): Row[] {
  const together = models.filter(({ random }) => !random).length;
  const heaps = sized(`WASM heap of the ${together} of the manifest together`, (name) => heap_of_all[name], HEAP);
  return [
    ...(together > 1 ? [heaps] : []),
    sized('upload, simd in lite', (name) => uploads[name], [UPLOAD_TARGET, undefined, undefined], IN_LITE),
  ];
}

function cellsOf({ what, valuesOf, write, pairs, targets }: Row): string[] {
  const value = (name: ContenderName): string => {
    const values = valuesOf(name).flat();
    return values.length === 0 ? '-' : write(median(values));
  };
  const [, [plain, whole] = [simd, simdInt8]] = pairs;
  const ratios = pairs.map(([a, b], column) => {
    const others = valuesOf(b);
    const ratio = ratioOf(
      valuesOf(a).map((values, round) =>
        values.flatMap((first, index): Pair[] => {
          const second = others[round]?.[index];
          return second === undefined ? [] : [[first, second]];
        }),
      ),
    );
    if (ratio === undefined) return '-';
    const interval = ratio.interval && ` ${brackets(ratio.interval, (bound) => bound.toFixed(2))}`;
    const target = targets[column];
    const missed = target !== undefined && ratio.median < target ? ` < ${target.toFixed(2)}` : '';
    return `${ratio.median.toFixed(2)}${interval ?? ''}${missed}`;
  });
  return [`  ${what}`, ...[ort, ortInt8, plain, whole].map(value), ...ratios];
}
