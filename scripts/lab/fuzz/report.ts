import { layOut, milliseconds } from '../../kit/table.ts';
import type { DecodeResult } from './decode/campaign.ts';
import type { DecodeCounts } from './decode/counts.ts';
import { FORMATS } from './format.ts';
import type { HttpResult, RequestCounts } from './http/campaign.ts';

/** Kinds of refusal, and the names of their columns. */
const REFUSALS = {
  unsupported_format: 'unsupported',
  not_a_picture: 'no picture',
  truncated: 'truncated',
  bad_dimensions: 'dimensions',
  too_large: 'too large',
  empty: 'empty',
} as const;

const mebibytes = (bytes: number): string => (bytes / 2 ** 20).toFixed(1);

/** Outcomes of the decoders, as tables of at most 100 columns. */
export function decodeReport({ tallies, failures, seconds }: DecodeResult): string {
  const rows = FORMATS.flatMap((format) => {
    const counts = tallies[format];
    return counts === undefined ? [] : [[format, counts] as const];
  });
  const all = rows.map(([, counts]) => counts);
  const sum = (value: (counts: DecodeCounts) => number): number =>
    all.reduce((total, counts) => total + value(counts), 0);
  const inputs = sum((counts) => counts.inputs);
  const outcomes = layOut(
    ['', 'inputs', 'photos', ...Object.values(REFUSALS), 'failed'],
    [
      ...rows.map(([format, counts]) => [
        format,
        ...[counts.inputs, counts.photos, ...refusalsOf(counts), counts.failures].map(String),
      ]),
      [
        'all',
        ...[inputs, sum(({ photos }) => photos)].map(String),
        ...Object.keys(REFUSALS).map((kind) => String(sum(({ refusals }) => refusals[kind] ?? 0))),
        String(failures.length),
      ],
    ],
  );
  const costs = layOut(
    ['', 'mean KiB', 'mean ms', 'slowest ms', 'peak WASM MiB', 'peak growth MiB'],
    rows.map(([format, counts]) => [
      format,
      (counts.bytes / counts.inputs / 1024).toFixed(1),
      milliseconds(counts.cpu_ms / counts.inputs),
      milliseconds(counts.slowest_ms),
      mebibytes(counts.peakHeapBytes),
      counts.peakGrownBytes === null ? '-' : mebibytes(counts.peakGrownBytes),
    ]),
  );
  return [
    'What became of the inputs',
    ...outcomes,
    '',
    `What they took (CPU time of one thread); ${(inputs / seconds).toFixed(0)} inputs a second, ${seconds.toFixed(0)} s`,
    ...costs,
    '',
    ...comparisonsOf(rows),
    ...failuresOf(failures.map((failure) => ({ ...failure, what: `${failure.format}:${failure.index}` }))),
  ].join('\n');
}

function refusalsOf({ refusals }: DecodeCounts): number[] {
  return Object.keys(REFUSALS).map((kind) => refusals[kind] ?? 0);
}

/** How libvips saw a part of the same inputs. */
function comparisonsOf(rows: readonly (readonly [string, DecodeCounts])[]): string[] {
  const lines = rows.flatMap(([format, { comparisons, examples }]) => {
    return Object.entries(comparisons)
      .filter(([verdict]) => verdict !== 'not compared')
      .sort(([a], [b]) => a.localeCompare(b))
      .map(([verdict, count]) => [
        `${format} ${verdict}`,
        String(count),
        (examples[verdict] ?? []).map((index) => `${format}:${index}`).join(' '),
      ]);
  });
  if (lines.length === 0) return [];
  return [
    'Inputs that libvips decodes without a warning',
    ...layOut(['', 'inputs', 'for example'], lines),
    'stricter: refused here; looks otherwise: another mean colour in some sixteenth; none is a failure',
    '',
  ];
}

/** Answers to the requests, one class a row. */
export function httpReport({ tallies, failures, controls, seconds }: HttpResult): string {
  const rows = Object.entries(tallies).sort(([a], [b]) => a.localeCompare(b));
  const sum = (value: (counts: RequestCounts) => number): number =>
    rows.reduce((total, [, counts]) => total + value(counts), 0);
  const requests = sum((counts) => counts.requests);
  const table = layOut(
    ['', 'requests', 'failed', 'slowest ms', 'answers'],
    [
      ...rows.map(([name, counts]) => [
        name,
        String(counts.requests),
        String(counts.failures),
        milliseconds(counts.slowest_ms),
        Object.entries(counts.outcomes)
          .sort(([a], [b]) => a.localeCompare(b))
          .map(([outcome, times]) => `${times} x ${outcome}`)
          .join(', '),
      ]),
      ['all', String(requests), String(sum((counts) => counts.failures)), '', `${controls} controls`],
    ],
  );
  return [
    `What was answered over HTTP; ${(requests / seconds).toFixed(0)} requests a second, ${seconds.toFixed(0)} s`,
    ...table,
    'door: the runtime refused it before the Worker saw it. closed: no answer, to clients that had broken the rules.',
    '',
    ...failuresOf(failures.map((failure) => ({ ...failure, what: `request ${failure.index} (${failure.name})` }))),
  ].join('\n');
}

interface Listed {
  readonly what: string;
  readonly reason: string;
  readonly message: string;
  readonly path: string;
}

function failuresOf(failures: readonly Listed[]): string[] {
  if (failures.length === 0) return ['None failed.'];
  return [
    `${failures.length} failed:`,
    ...failures.map(({ what, reason, message, path }) => {
      const [line = ''] = message.split('\n');
      return `  ${what} ${reason}: ${line}\n    ${path}`;
    }),
  ];
}
