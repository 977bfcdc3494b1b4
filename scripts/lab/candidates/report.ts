import { madeWithText } from '../../kit/made-with.ts';
import type {
  MeasuredArchitecture,
  EngineFigures,
  CandidateFigures,
} from '../../../src/catalogue/candidate-figures.ts';
import { brackets, layOut, mebibytes, milliseconds } from '../../kit/table.ts';

/** Tables for the terminal: the candidates, their times and memory, and whether they fit a Worker. */
export function candidatesReport({
  candidates,
  control,
  reference,
  sources,
  machine,
  load,
  made_with,
}: CandidateFigures): string {
  const [base = ''] = reference.split('.');
  return [
    `${machine}, load ${load.toFixed(1)} before`,
    madeWithText(made_with),
    '',
    ...layOut(
      ['', 'weights', 'pixels', 'parameters', 'MACs', 'fp32, MiB', 'top-1 / top-5, published'],
      candidates.map(networkRow),
    ),
    ...(candidates.some(({ model }) => model !== null)
      ? ['weights: own are those of the model named; the published figures are those of the name on the left']
      : []),
    ...Object.entries(sources).map(([key, { title, url }]) => `${key}: ${title}, ${url}`),
    '',
    ...layOut(
      ['', 'warm, ms', '95 % interval', `/ ${base}`, '95 % interval', 'first', 'load', 'heap, MiB'],
      timeRows(candidates),
    ),
    '',
    ...layOut(['', 'upload', 'model', 'largest file', 'memory', 'CPU, ms', 'fits'], fitRows(candidates)),
    ...limitNotes(candidates),
    ...candidates.flatMap(({ name, without_simd: reason }) =>
      reason === null ? [] : [`${name} runs on onnxruntime only: ${reason}`],
    ),
    ...control.map(
      ({ name, engine, ratio, ratio_interval: interval }) =>
        `${name}, ${engine}: random weights take ${ratio.toFixed(3)} ${range(interval, (bound) => bound.toFixed(3))} times as long as own ones`,
    ),
    'Measured in Node on this machine with the engines of the Worker, one thread, batch 1, not on Cloudflare.',
  ].join('\n');
}

function networkRow({ name, weights, model, size, parameters, macs, bytes, accuracy }: MeasuredArchitecture): string[] {
  return [
    name,
    weights === 'own' ? `own (${model ?? ''})` : 'random',
    String(size),
    `${(parameters / 1e6).toFixed(2)} M`,
    `${(macs / 1e6).toFixed(0)} M`,
    mebibytes(bytes),
    accuracy === null ? '-' : `${accuracy.top1.toFixed(2)} / ${accuracy.top5.toFixed(2)} at ${accuracy.size}`,
  ];
}

/** The figures of a candidate and of its variants, each with what it is called in a table. */
function linesOf({ engines, variants }: MeasuredArchitecture): { title: string; figures: EngineFigures }[] {
  return [
    ...engines.map((figures) => ({ title: figures.engine, figures })),
    ...variants.flatMap(({ model, engines }) =>
      engines.map((figures) => ({ title: `${model}, ${figures.engine}`, figures })),
    ),
  ];
}

function timeRows(candidates: readonly MeasuredArchitecture[]): string[][] {
  return candidates.flatMap((candidate) => [
    [candidate.name],
    ...linesOf(candidate).map(({ title, figures }) => [
      `  ${title}`,
      milliseconds(figures.warm_ms),
      range(figures.warm_interval_ms, milliseconds),
      figures.ratio?.toFixed(2) ?? '-',
      range(figures.ratio_interval, (ratio) => ratio.toFixed(2)),
      milliseconds(figures.first_ms),
      milliseconds(figures.load_ms),
      mebibytes(figures.heap_bytes),
    ]),
  ]);
}

function fitRows(candidates: readonly MeasuredArchitecture[]): string[][] {
  return candidates.flatMap((candidate) => [
    [candidate.name],
    ...linesOf(candidate).map(({ title, figures: { fits } }) => [
      `  ${title}`,
      mebibytes(fits.upload.bytes),
      mebibytes(fits.memory.model_bytes),
      mebibytes(fits.asset.bytes),
      mebibytes(fits.memory.bytes),
      milliseconds(fits.free_cpu.ms),
      verdict(fits),
    ]),
  ]);
}

function verdict({ upload, asset, memory, free_cpu }: EngineFigures['fits']): string {
  const exceeded = Object.entries({
    upload: !upload.fits,
    model: memory.model_bytes > memory.model_limit_bytes,
    file: !asset.fits,
    memory: memory.bytes > memory.limit_bytes,
  }).flatMap(([name, exceeds]) => (exceeds ? [name] : []));
  if (exceeded.length > 0) return `no: ${exceeded.join(', ')}`;
  return free_cpu.fits ? 'yes' : 'yes, not the Free plan';
}

function limitNotes(candidates: readonly MeasuredArchitecture[]): string[] {
  const fits = candidates[0]?.engines[0]?.fits;
  if (fits === undefined) return [];
  const { upload, asset, memory, free_cpu } = fits;
  return [
    `MiB. upload: the Worker without models, which are static assets; at most ${mebibytes(upload.limit_bytes)}.`,
    `model: all files of it; at most ${mebibytes(memory.model_limit_bytes)}. largest file of it: at most ${mebibytes(asset.limit_bytes)}.`,
    `memory: reserve, files while they are read, and heap; at most ${mebibytes(memory.limit_bytes)}.`,
    `CPU: one inference, and decoding and scaling of a small picture; at most ${free_cpu.limit_ms} ms on the Free plan. The rest of`,
    'an answer comes on top, so "yes" only says that the model alone does not rule it out.',
  ];
}

function range(interval: readonly [number, number] | null, show: (bound: number) => string): string {
  return interval === null ? '' : brackets(interval, show);
}
