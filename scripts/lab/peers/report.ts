import { madeWithText } from '../../kit/made-with.ts';
import { layOut, markdownTable, mebibytes, milliseconds } from '../../kit/table.ts';
import type { ModelComparison, PeersResult } from './comparison.ts';
import type { PeerRow } from './summary.ts';

const TIMES = ['cold, ms', 'inference, ms', 'end to end, ms', 'CPU, ms'];
const RATIOS = ['cold', 'inference', 'end to end', 'CPU'];
const SIZES = ['', 'runs in', 'heap, MiB', 'process, MiB', 'upload, MiB', 'model, MiB'];

type Layout = (head: readonly string[], rows: readonly (readonly string[])[]) => string[];

/** Tables for a terminal, with what their figures are. */
export function peersReport(result: PeersResult): string {
  return [...result.models.flatMap((of) => [of.model, '', ...tables(of, layOut)]), ...legend(result)].join('\n');
}

/** The same as Markdown, for documentation. */
export function peersMarkdown(result: PeersResult): string {
  const models = result.models.flatMap((of) => [`### \`${of.model}\``, '', ...tables(of, markdownTable)]);
  return [...models, ...legend(result), ''].join('\n');
}

/** Times, the same as multiples of each row of ours, and sizes. */
function tables({ rows }: ModelComparison, layout: Layout): string[] {
  const measured = rows.filter(({ figures }) => figures !== null);
  const ours = measured.filter(({ name }) => measured.some((row) => row.figures?.cold.ratios[name] !== undefined));
  return [
    ...layout(['', ...TIMES], measured.map(times)),
    '',
    ...ours.flatMap(({ name, title }) => [
      ...layout(
        [`times ${title}`, ...RATIOS],
        measured.filter((row) => row.name !== name).map((row) => ratios(row, name)),
      ),
      '',
    ]),
    ...layout(SIZES, measured.map(sizes)),
    '',
    ...missing(rows),
  ];
}

function times({ title, figures }: PeerRow): string[] {
  if (figures === null) return [title];
  const { cold, infer, end_to_end, cpu } = figures;
  return [title, ...[cold, infer, end_to_end, cpu].map(({ median }) => (median === null ? '-' : milliseconds(median)))];
}

function ratios({ title, figures }: PeerRow, ours: string): string[] {
  if (figures === null) return [title];
  const { cold, infer, end_to_end, cpu } = figures;
  const cells = [cold, infer, end_to_end, cpu].map((figure) => {
    const ratio = figure.ratios[ours];
    if (ratio === undefined) return '-';
    const interval = ratio.interval?.map((limit) => limit.toFixed(2)).join(', ') ?? '?';
    return `${ratio.median.toFixed(2)} [${interval}]`;
  });
  return [title, ...cells];
}

function sizes({ title, place, heap_bytes, process_bytes, upload_bytes, model_bytes }: PeerRow): string[] {
  return [title, place, ...[heap_bytes, process_bytes, upload_bytes, model_bytes].map(orDash)];
}

function missing(rows: readonly PeerRow[]): string[] {
  return rows.flatMap(({ title, reason }) => (reason === null ? [] : [`${title}: no figures, ${reason}`, '']));
}

function legend({ picture, rounds, warm, machine }: PeersResult): string[] {
  return [
    `On ${picture}, one thread. Medians of ${rounds} rounds, each in new processes, with ${rounds * warm} warm answers.`,
    'Times ours: median over pairs of neighbours, with its 95 % interval; below 1 is faster than ours.',
    'Cold: from spawning the process to the first answer. Inference: the model alone, on the same tensor,',
    'by the clock of the process (whole ms in workerd). End to end: at the client, file sent to class received.',
    'CPU: of the whole process for such an answer.',
    'Heap: linear memory of WebAssembly. Process: the most that all of it had in RAM. Upload: code without model.',
    `${machine.cpu}, ${machine.cores} cores, load ${machine.load.toFixed(1)}, ${machine.system},`,
    `Node ${machine.node}, ${machine.date.slice(0, 10)}, ${madeWithText(machine.made_with)}.`,
  ];
}

function orDash(bytes: number | null): string {
  return bytes === null ? '-' : mebibytes(bytes);
}
