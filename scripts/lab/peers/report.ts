import { layOut, markdownTable, mebibytes, milliseconds } from '../../kit/table.ts';
import type { PeersResult } from './comparison.ts';
import type { PeerFigure, PeerRow } from './summary.ts';

const TIMES = ['', 'cold, ms', 'inference, ms', 'end to end, ms'];
const SIZES = ['', 'runs in', 'heap, MiB', 'process, MiB', 'upload, MiB', 'model, MiB'];

/** Two tables for a terminal, with what their figures are. */
export function peersReport(result: PeersResult): string {
  const rows = result.rows.filter(({ figures }) => figures !== null);
  return [
    ...layOut(TIMES, rows.map(times)),
    '',
    ...layOut(SIZES, rows.map(sizes)),
    '',
    ...missing(result.rows),
    ...legend(result),
  ].join('\n');
}

/** The same as Markdown, for documentation. */
export function peersMarkdown(result: PeersResult): string {
  const rows = result.rows.filter(({ figures }) => figures !== null);
  return [
    ...markdownTable(TIMES, rows.map(times)),
    '',
    ...markdownTable(SIZES, rows.map(sizes)),
    '',
    ...missing(result.rows),
    ...legend(result),
    '',
  ].join('\n');
}

function times({ title, figures }: PeerRow): string[] {
  return [title, ...(figures === null ? [] : [figures.cold, figures.infer, figures.end_to_end].map(time))];
}

function sizes({ title, place, heap_bytes, process_bytes, upload_bytes, model_bytes }: PeerRow): string[] {
  return [title, place, ...[heap_bytes, process_bytes, upload_bytes, model_bytes].map(orDash)];
}

function missing(rows: readonly PeerRow[]): string[] {
  return rows.flatMap(({ title, reason }) => (reason === null ? [] : [`${title}: no figures, ${reason}`, '']));
}

function legend({ model, picture, rounds, warm, machine }: PeersResult): string[] {
  return [
    `${model} on ${picture}, one thread. Medians of ${rounds} rounds, each in new processes, with ${rounds * warm} warm`,
    'answers; in brackets how many times ours: median over pairs of neighbours, 95 % interval.',
    'Cold: from spawning the process to the first answer. Inference: the model alone, on the same tensor,',
    'by the clock of the process (whole ms in workerd). End to end: at the client, file sent to class received.',
    'Heap: linear memory of WebAssembly. Process: the most that all of it had in RAM. Upload: code without model.',
    `${machine.cpu}, ${machine.cores} cores, load ${machine.load.toFixed(1)}, ${machine.system},`,
    `workerd ${machine.workerd}, Node ${machine.node}.`,
  ];
}

function time({ median, ratio }: PeerFigure): string {
  const value = milliseconds(median);
  if (ratio === undefined) return value;
  const interval = ratio.interval?.map((limit) => limit.toFixed(2)).join('-') ?? '?';
  return `${value} (${ratio.median.toFixed(2)}x, ${interval})`;
}

function orDash(bytes: number | null): string {
  return bytes === null ? '-' : mebibytes(bytes);
}
