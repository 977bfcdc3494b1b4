import { median } from '../../kit/statistics/quantiles.ts';
import { type Ratio, ratioOf } from '../../kit/statistics/ratio.ts';
import { brackets, layOut, mebibytes, milliseconds } from '../../kit/table.ts';
import { batchMeans } from './classify.ts';
import type { Cold, EnginesResult, ModelResult } from './measurement.ts';

/** What is uploaded of a Worker, in bytes, by variant. */
export type UploadSizes = Readonly<Record<string, number>>;

/** Names of the variants: both engines in one Worker, and the SIMD engine alone. */
export const ORT = 'onnxruntime';
export const SIMD = 'simd';
export const LITE = 'simd, lite';

const MADE_UP =
  'Made-up weights: random ones in the topology of the model, so that time and memory are its own, and answers are not.';

interface Row {
  readonly what: string;
  readonly onnxruntime: string;
  readonly simd: string;
  readonly ratio: Ratio | undefined;
  /** What the ratio should at least be. */
  readonly target: number | undefined;
}

const FIRST_TARGET = 4;
const COLD_TARGET = 4;
const HEAP_TARGET = 2;
const UPLOAD_TARGET = 20;
const WARM_TARGETS: Readonly<Record<string, number>> = { efficientnet_b0: 2.2 };
const WARM_TARGET = 2.5;

/** A table for the terminal: how many times the SIMD engine is faster or smaller than onnxruntime, and should be. */
export function enginesReport(result: EnginesResult, uploads: UploadSizes): string {
  const head = ['', ORT, 'simd', 'ratio', '95 % interval', 'target'];
  const rows = [
    ...result.models.flatMap((model) => [[titleOf(model)], ...rowsOf(model).map(cellsOf)]),
    ['all of it'],
    ...wholeRows(result, uploads).map(cellsOf),
  ];
  return [...layOut(head, rows), ...(result.models.some(({ random }) => random) ? [MADE_UP] : [])].join('\n');
}

function titleOf({ model, random }: ModelResult): string {
  return random ? `${model} (made-up weights)` : model;
}

function rowsOf({ model, cold, warm, cpu_ms }: ModelResult): Row[] {
  const pairsOf = (of: (cold: Cold) => number, simd: string): [number, number][] =>
    (cold[ORT] ?? []).flatMap((a, round) => {
      const b = cold[simd]?.[round];
      return b === undefined ? [] : [[of(a), of(b)]];
    });
  const timed = (what: string, pairs: [number, number][], target?: number): Row => ({
    what,
    onnxruntime: pairs.length === 0 ? '-' : milliseconds(median(pairs.map(([a]) => a))),
    simd: pairs.length === 0 ? '-' : milliseconds(median(pairs.map(([, b]) => b))),
    ratio: ratioOf(pairs),
    target,
  });
  const answered = ({ client_ms }: Cold): number => client_ms;
  const started = ({ listening_ms, client_ms }: Cold): number => listening_ms + client_ms;
  const clients = warm.onnxruntime.map((a, i): [number, number] => [a.client_ms, warm.simd[i]?.client_ms ?? NaN]);
  const cpus = cpu_ms.onnxruntime.map((a, i): [number, number] => [a, cpu_ms.simd[i] ?? NaN]);
  const heaps = pairsOf(({ heap_bytes }) => heap_bytes, SIMD);
  return [
    timed('warm inference, ms', meansOf(warm), WARM_TARGETS[model] ?? WARM_TARGET),
    timed('warm answer, ms', clients),
    timed('CPU of a warm answer, ms', cpus),
    timed(
      'first inference, ms',
      pairsOf(({ infer_ms }) => Math.max(infer_ms, 1), SIMD),
      FIRST_TARGET,
    ),
    timed(
      'load, ms',
      pairsOf(({ load_ms }) => Math.max(load_ms, 1), SIMD),
    ),
    timed('first answer, ms', pairsOf(answered, SIMD), COLD_TARGET),
    timed('first answer, simd in lite, ms', pairsOf(answered, LITE), COLD_TARGET),
    timed('process and first answer, simd in lite, ms', pairsOf(started, LITE), COLD_TARGET),
    {
      what: 'WASM heap, MiB',
      onnxruntime: mebibytes(heaps[0]?.[0] ?? NaN, 2),
      simd: mebibytes(heaps[0]?.[1] ?? NaN, 2),
      ratio: ratioOf(heaps.slice(0, 1)),
      target: HEAP_TARGET,
    },
  ];
}

/** Means of warm inferences of both, batch by batch. */
function meansOf({ onnxruntime, simd }: ModelResult['warm']): [number, number][] {
  const others = batchMeans(simd.map(({ infer_ms }) => infer_ms));
  return batchMeans(onnxruntime.map(({ infer_ms }) => infer_ms)).map((mean, batch) => [mean, others[batch] ?? NaN]);
}

function wholeRows({ models, heap_of_all }: EnginesResult, uploads: UploadSizes): Row[] {
  const together = models.filter(({ random }) => !random).length;
  const size = (what: string, a: number, b: number, target: number): Row => ({
    what,
    onnxruntime: mebibytes(a, 2),
    simd: mebibytes(b, 2),
    ratio: ratioOf([[a, b]]),
    target,
  });
  return [
    ...(together > 1
      ? [
          size(
            `WASM heap of the ${together} of the manifest together, MiB`,
            heap_of_all[ORT] ?? NaN,
            heap_of_all[SIMD] ?? NaN,
            HEAP_TARGET,
          ),
        ]
      : []),
    size('upload, simd in lite, MiB', uploads[ORT] ?? NaN, uploads[LITE] ?? NaN, UPLOAD_TARGET),
  ];
}

function cellsOf({ what, onnxruntime, simd, ratio, target }: Row): string[] {
  const interval = ratio?.interval;
  const missed = target !== undefined && ratio !== undefined && ratio.median < target;
  return [
    `  ${what}`,
    onnxruntime,
    simd,
    ratio?.median.toFixed(2) ?? '-',
    interval === undefined ? '' : brackets(interval, (bound) => bound.toFixed(2)),
    target === undefined ? '' : `${target.toFixed(1)}${missed ? ' missed' : ''}`,
  ];
}
