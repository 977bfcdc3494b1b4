import type { Estimate } from '../kit/statistics/bootstrap.ts';
import type { CalibrationResult } from './calibration.ts';
import { type Judgement, mediansByRuns } from './judgement.ts';

/** The result as text for a terminal: the medians, the lines, and the verdict in sentences. */
export function calibrationReport(result: CalibrationResult): string {
  const { origin, model, rounds } = result;
  const requests = rounds.reduce((sum, round) => sum + round.length, 0);
  return [
    `${origin}, ${model}: ${rounds.length} rounds, ${requests} requests`,
    '',
    ...mediansTable(result),
    '',
    ...lines(result.rpc),
    ...lines(result.inside),
    '',
    ...verdict(result),
  ].join('\n');
}

function mediansTable({ rounds, rpc, inside, client_run_ms }: CalibrationResult): string[] {
  const levels = [...new Set(rounds.flat().map(({ runs }) => runs))].sort((a, b) => a - b);
  const row = (name: string, cells: readonly string[], last: string): string =>
    `${name.padEnd(18)}${cells.map((cell) => cell.padStart(9)).join('')}  ${last}`;
  const clock = (name: string, read: 'client' | 'rpc' | 'inside', run: Estimate): string =>
    row(
      name,
      mediansByRuns(rounds, read).map((value) => value.toFixed(1)),
      interval(run, 2),
    );
  return [
    row('medians in ms', levels.map(String), 'inferences; one of them [95 %]'),
    clock('client', 'client', client_run_ms),
    clock('rpc', 'rpc', rpc.run_ms),
    clock('inside (naive)', 'inside', inside.run_ms),
  ];
}

function lines({ figure, slope, intercept_ms, least_squares }: Judgement): string[] {
  const line = (a: Estimate, b: Estimate): string => `${interval(a, 1)} ms + ${interval(b, 3)} x ${figure}`;
  if (Number.isNaN(slope.value)) return [`client over ${figure}: no line, it reads the same for any work`];
  return [
    `client = ${line(intercept_ms, slope)}  (Theil-Sen)`,
    `client = ${line(least_squares.intercept_ms, least_squares.slope)}  (least squares)`,
  ];
}

function verdict({ rpc, inside, client_run_ms }: CalibrationResult): string[] {
  return [
    `${word(rpc)} the RPC clock, which the phases are read from: ${rpc.reason}.`,
    `${word(inside)} a bracket inside the computing invocation: ${inside.reason}.`,
    ...(rpc.believable === true && inside.believable === true ? [WALL_CLOCK] : []),
    '',
    ...consequence(rpc, client_run_ms),
  ];
}

/** Explains why even the naive figure is right. */
const WALL_CLOCK =
  '             (The clocks here are plain wall clocks, as workerd has them outside Cloudflare. On Cloudflare, the second would stand still.)';

/** Says which figures of the deployment can be used. */
function consequence(rpc: Judgement, client: Estimate): string[] {
  const beyond = 'start (cold or warm), memory and predictions rest on no clock';
  if (rpc.believable === true) {
    return [
      'The phases that this deployment shows can be believed, to the whole ms that they are given in; a single step',
      `shorter than that reads 0 or 1. What they leave out is ${interval(rpc.intercept_ms, 1)} ms a request: network, HTTP, opening the job.`,
    ];
  }
  if (rpc.believable === false) {
    return [
      'Do not believe the times that this deployment shows: timings, Server-Timing, /v1/latency. What can be believed:',
      `- times taken at the client; by them one inference takes ${interval(client, 2)} ms`,
      '- cpuTime and wallTime, which the runtime writes after the request: npx wrangler tail --format json',
      `- ${beyond}`,
    ];
  }
  return ['No verdict: measure from a quieter machine or nearer to the deployment, with more --rounds.'];
}

function word({ believable }: Judgement): string {
  if (believable === null) return 'UNDECIDED   ';
  return believable ? 'BELIEVABLE  ' : 'UNBELIEVABLE';
}

function interval({ value, interval: [low, high] }: Estimate, digits: number): string {
  if (Number.isNaN(low)) return `${value.toFixed(digits)} [?]`;
  return `${value.toFixed(digits)} [${low.toFixed(digits)}, ${high.toFixed(digits)}]`;
}
