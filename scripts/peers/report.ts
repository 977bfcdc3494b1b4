import { layOut, milliseconds } from '../bench/table.ts';
import type { PeersResult } from './comparison.ts';
import type { PeerFigure, PeerRow } from './summary.ts';

const MIB = 2 ** 20;
const HEAD = [
  '',
  'runs in',
  'cold, ms',
  'inference, ms',
  'end to end, ms',
  'heap, MiB',
  'process, MiB',
  'upload, MiB',
  'model, MiB',
];

/** The table for a terminal, with what its figures are. */
export function peersReport(result: PeersResult): string {
  const { rows } = result;
  return [
    ...layOut(HEAD, rows.filter(({ figures }) => figures !== null).map(cells)),
    ...missing(rows).map((line) => `\n${line}`),
    '',
    ...legend(result),
  ].join('\n');
}

/** The same as Markdown, for documentation. */
export function peersMarkdown(result: PeersResult): string {
  const { rows } = result;
  const line = (row: readonly string[]): string => `| ${row.join(' | ')} |`;
  return [
    line(HEAD),
    line(HEAD.map((_, index) => (index < 2 ? '---' : '---:'))),
    ...rows.filter(({ figures }) => figures !== null).map((row) => line(cells(row))),
    ...missing(rows).map((text) => `\n${text}`),
    '',
    legend(result).join('\n'),
    '',
  ].join('\n');
}

function cells({ title, place, figures, heap_bytes, process_bytes, upload_bytes, model_bytes }: PeerRow): string[] {
  return [
    title,
    place,
    ...(figures === null ? ['', '', ''] : [figures.cold, figures.infer, figures.end_to_end].map(time)),
    ...[heap_bytes, process_bytes, upload_bytes, model_bytes].map(mebibytes),
  ];
}

function missing(rows: readonly PeerRow[]): string[] {
  return rows.flatMap(({ title, reason }) => (reason === null ? [] : [`${title}: no figures, ${reason}`]));
}

function legend({ model, picture, rounds, warm, machine }: PeersResult): string[] {
  return [
    `${model} on ${picture}, one thread. Medians of ${rounds} rounds, each in new processes, with ${rounds * warm} warm answers;`,
    'in brackets how many times ours, as the median over pairs of neighbours with its 95 % interval.',
    'Cold: from spawning the process to the first answer. Inference: the model alone, on the same tensor, by the clock of',
    'the process (whole ms in workerd). End to end: at the client, the picture file sent and the class received.',
    'Heap: linear memory of WebAssembly. Process: the most that the whole process had in RAM. Upload: code without model.',
    `${machine.cpu}, ${machine.cores} cores, load ${machine.load.toFixed(1)}, ${machine.system}, workerd ${machine.workerd}, Node ${machine.node}.`,
  ];
}

function time({ median, ratio }: PeerFigure): string {
  const value = milliseconds(median);
  if (ratio === undefined) return value;
  const interval = ratio.interval?.map((limit) => limit.toFixed(2)).join('-') ?? '?';
  return `${value} (${ratio.median.toFixed(2)}x, ${interval})`;
}

function mebibytes(bytes: number | null): string {
  return bytes === null ? '-' : (bytes / MIB).toFixed(1);
}
