import type { ScriptKey } from '../../i18n/texts.ts';
import type { Classification } from './classification.ts';

/** A stretch of time in a waterfall, in ms since the picture was chosen. */
export interface TimeSpan {
  readonly phase: string;
  readonly text: ScriptKey;
  readonly start: number;
  readonly ms: number;
  /** Which model it is about, where there are several. */
  readonly model?: string;
}

/** What the browser saw of a request: points of its clock, in ms since the picture was chosen. */
export interface BrowserTimes {
  /** The picture is turned and shrunk, and begins to be sent. */
  readonly prepared: number;
  /** The last byte of it has left. */
  readonly uploaded: number;
  /** The first byte of the answer came. */
  readonly answered: number;
  /** The answer is there. */
  readonly read: number;
  /** The answer is on the screen; undefined as long as it is not. */
  readonly rendered?: number;
}

type Timings = Classification['timings'];

/**
 * The browser's lane, the wait divided into what the server says to have taken and the rest. Browsers notice the end of an
 * upload up to 0.1 s late (Chromium looks ten times a second), so it counts as over when the server must have had it all.
 */
export function browserSpans(times: BrowserTimes, total_ms: number): TimeSpan[] {
  const { prepared, answered, read, rendered } = times;
  const uploaded = Math.max(prepared, Math.min(times.uploaded, answered - total_ms));
  const wait = answered - uploaded;
  const network = Math.max(0, wait - total_ms);
  const spans = [
    span('prepare', 0, prepared),
    span('upload', prepared, uploaded - prepared),
    span('wait', uploaded, wait),
    span('network', uploaded, network),
    span('download', answered, read - answered),
  ];
  return rendered === undefined ? spans : [...spans, span('render', read, rendered - read)];
}

/** What the server's clock says: phases in their order, null where one was not run. */
interface ServerTimes extends Pick<Timings, 'receive_ms' | 'queue_ms' | 'rpc_ms' | 'total_ms'> {
  readonly phases: readonly (readonly [phase: string, ms: number | null, model?: string])[];
}

/**
 * The server's lane: the phases one after the other, up to the end of the answer.
 * @param end where to lay its end, in ms of the browser's lane; right behind its beginning when left out
 */
export function serverSpans(times: ServerTimes, end?: number): TimeSpan[] {
  const { receive_ms, queue_ms, rpc_ms, total_ms } = times;
  const begin = end === undefined ? receive_ms : Math.max(0, end - total_ms);
  const spans = [span('receive', Math.max(0, begin - receive_ms), receive_ms)];
  let at = begin;
  for (const [phase, ms, model] of [['queue', queue_ms] as const, ['rpc', rpc_ms] as const, ...times.phases]) {
    if (ms === null) continue;
    spans.push({ ...span(phase, at, ms), ...(model !== undefined && { model }) });
    at += ms;
  }
  const rest = begin + total_ms - at;
  return rest > 0 ? [...spans, span('rest', at, rest)] : spans;
}

const TEXTS: Readonly<Record<string, ScriptKey>> = {
  prepare: 'phase.prepare',
  upload: 'phase.upload',
  wait: 'phase.wait',
  network: 'phase.network',
  download: 'phase.download',
  render: 'phase.render',
  receive: 'phase.receive',
  queue: 'phase.queue',
  rpc: 'phase.rpc',
  load: 'phase.load',
  decode: 'phase.decode',
  preprocess: 'phase.preprocess',
  infer: 'phase.infer',
  explain: 'phase.explain',
};

function span(phase: string, start: number, ms: number): TimeSpan {
  return { phase, text: TEXTS[phase] ?? 'phase.rest', start, ms };
}
