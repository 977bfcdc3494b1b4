import type { Interval } from '../kit/statistics/bootstrap.ts';
import type { Machine } from '../kit/load/machine.ts';
import { madeWithText } from '../kit/made-with.ts';
import type { BenchOptions } from './options.ts';
import type { Deployment } from './deployment.ts';
import type { Row, Summary } from './summary.ts';
import { brackets, layOut, milliseconds } from '../kit/table.ts';

/** Outliers of a row that are written out. */
const SHOWN = 6;
/** Other programs that use more than this part of the cores are worth a warning. */
const BUSY = 0.3;

/** What {@link describe} needs beside the summary. */
export interface Context {
  readonly options: BenchOptions;
  readonly deployments: readonly Deployment[];
  readonly machine: Machine;
  readonly interrupted: boolean;
}

/** The whole report as text of at most 100 columns, for tables with names of usual length. */
export function describe(summary: Summary, context: Context): string {
  const sections = [heading(context), latencies(summary), parts(summary), ratios(summary), sweep(summary)];
  return [...sections, remarks(summary, context)].filter((section) => section !== '').join('\n\n');
}

function heading({ options, deployments, machine, interrupted }: Context): string {
  const { cpu, cores, node, made_with, date } = machine;
  const local = deployments.some(({ startsProcess }) => startsProcess);
  return [
    ...deployments.map(({ label, title }) => (deployments.length > 1 ? `${label} is ${title}` : title)),
    `${cpu}, ${cores} cores`,
    `Node ${node}, ${date}`,
    // Of a deployment the code is not known.
    ...(local ? [madeWithText(made_with)] : []),
    howSent(options, deployments),
    ...(interrupted ? ['Interrupted: this is what there was so far.'] : []),
  ].join('\n');
}

function howSent({ rate, concurrency, compare }: BenchOptions, deployments: readonly Deployment[]): string {
  if (compare !== undefined)
    return `Requests alternate between ${deployments.map(({ label }) => label).join(' and ')}.`;
  if (rate !== undefined)
    return `Open loop: ${rate} requests are due each second, and latency counts from when they are due.`;
  return `Closed loop: ${concurrency} ${concurrency === 1 ? 'client, which sends' : 'clients, each of which sends'} when the last answer has come.`;
}

function latencies({ rows }: Summary): string {
  if (rows.length === 0) return '';
  const cell = (value: number | null): string => (value === null ? '-' : milliseconds(value));
  return [
    'Latency as the client sees it, ms',
    ...layOut(
      ['', 'n', 'p50', '95 % interval', 'p90', 'p95', 'p99', 'max', 'outliers'],
      byModel(rows, (row) => [
        String(row.client.count),
        cell(row.client.p50),
        bracket(row.client.interval),
        cell(row.client.p90),
        cell(row.client.p95),
        cell(row.client.p99),
        cell(row.client.max),
        row.client.outliers === null ? '-' : String(row.client.outliers.values.length),
      ]),
    ),
  ].join('\n');
}

function parts({ rows }: Summary): string {
  if (rows.length === 0) return '';
  const names = [...new Set(rows.flatMap((row) => Object.keys(row.parts)))].filter((name) => name !== 'network');
  const columns = [...names, 'network'];
  const started = rows.some(({ listening }) => listening !== null);
  return [
    'Where the time goes, ms (mean of the middle half; the parts add up)',
    ...layOut(
      ['', ...(started ? ['process'] : []), ...columns, 'total'],
      byModel(rows, (row) => {
        const values = columns.map((name) => row.parts[name]);
        const total = Object.values(row.parts).reduce((sum, value) => sum + value, 0);
        return [
          ...(started ? [row.listening === null ? '' : milliseconds(row.listening.p50)] : []),
          ...values.map((value) => (value === undefined ? '' : milliseconds(value))),
          milliseconds(total),
        ];
      }),
    ),
    ...(started
      ? ['process: workerd from being spawned to listening (median), before the request and not in its total']
      : []),
    'network: sending, the way, the doors of runtime and client: what no phase of the server accounts for',
  ].join('\n');
}

function ratios({ ratios: found }: Summary): string {
  if (found.length === 0) return '';
  return [
    'Ratios (median over pairs; what slows the machine down hits both sides of a pair)',
    ...layOut(
      ['', 'ratio', '95 % interval', 'pairs', 'a pair is'],
      found.map(({ name, median, interval, pairs, pairing }) => [
        name,
        median.toFixed(2),
        interval === undefined ? '' : brackets(interval, (end) => end.toFixed(2)),
        String(pairs),
        pairing,
      ]),
    ),
  ].join('\n');
}

function sweep({ sweep: points }: Summary): string {
  if (points.length === 0) return '';
  const cell = (value: number | null): string => (value === null ? '-' : milliseconds(value));
  return [
    'Latency against rate, ms from the moment a request was due',
    ...layOut(
      ['', 'due/s', 'answered/s', 'n', 'p50', 'p90', 'p99', 'max', 'failed', 'unanswered'],
      points.map(({ model, rate, achieved, client, failed, unanswered }) => [
        model,
        String(rate),
        achieved.toFixed(2),
        String(client.count),
        cell(client.p50),
        cell(client.p90),
        cell(client.p99),
        cell(client.max),
        String(failed),
        String(unanswered),
      ]),
    ),
  ].join('\n');
}

function remarks({ rows, troubles }: Summary, { deployments, machine, options }: Context): string {
  const outliers = rows.flatMap((row) => {
    const values = row.client.outliers?.values ?? [];
    if (values.length === 0) return [];
    const shown = values.slice(-SHOWN).map(milliseconds).join(', ');
    const more = values.length > SHOWN ? ` and ${values.length - SHOWN} smaller ones` : '';
    return [`Outliers of ${nameOf(row, rows)}, which count in every figure: ${shown}${more} ms.`];
  });
  const mixed = rows
    .filter(({ kind }) => kind.startsWith('met'))
    .map((row) => `${nameOf(row, rows)}: ${row.client.count} answers were not what was expected; they count apart.`);
  const wrong = troubles.map(
    ({ target, model, error, count }) => `${count} x ${deployments.length > 1 ? `${target}, ` : ''}${model}: ${error}`,
  );
  const local = deployments.some(({ startsProcess }) => startsProcess);
  return [
    ...wrong,
    ...mixed,
    ...outliers,
    ...(rows.some(({ client }) => client.p99 === null) ? ['-: too few samples to tell this from the largest.'] : []),
    ...(options.fresh
      ? ['cold: the session was made anew (fresh=session), in a process that was warm otherwise.']
      : []),
    ...(machine.load > BUSY * machine.cores
      ? [
          `Other programs kept ${machine.load.toFixed(1)} of ${machine.cores} cores busy before the run: trust ratios only.`,
        ]
      : []),
    ...(local ? ['These are figures of workerd on this machine. What Cloudflare would show has not been proven.'] : []),
  ].join('\n');
}

/** Rows under a heading for each model, so that its name takes no column. */
function byModel(rows: readonly Row[], cells: (row: Row) => string[]): string[][] {
  return [...Map.groupBy(rows, ({ model }) => model)].flatMap(([model, mine]) => [
    [model],
    ...mine.map((row) => [`  ${kindOf(row, rows)}`, ...cells(row)]),
  ]);
}

function kindOf({ target, kind }: Row, rows: readonly Row[]): string {
  return `${rows.some((row) => row.target === 'B') ? `${target} ` : ''}${kind}`;
}

function nameOf(row: Row, rows: readonly Row[]): string {
  return `${row.model} ${kindOf(row, rows)}`;
}

function bracket(interval: Interval | null): string {
  return interval === null ? '-' : brackets(interval, milliseconds);
}
