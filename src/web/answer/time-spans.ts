import type { ScriptKey } from '../../i18n/texts.ts';
import { MEASURES } from '../../contract/names.ts';
import type { Timings } from '../../contract/timings.ts';

/** A row of the waterfall; times in ms since the picture was chosen. */
export interface TimeSpan {
  readonly phase: string;
  readonly text: ScriptKey;
  readonly start: number;
  readonly ms: number;
  /** Title of the model, if there are several. */
  readonly model?: string;
}

/** When the browser saw what, in ms since the picture was chosen. */
export interface BrowserTimes {
  /** The picture is turned and shrunk, and the upload begins. */
  readonly prepared: number;
  /** The last byte of the picture was sent. */
  readonly uploaded: number;
  /** The first byte of the answer came. */
  readonly answered: number;
  /** The last byte of the answer came. */
  readonly read: number;
  /** The answer is on the screen; undefined until then. */
  readonly rendered?: number;
}

/**
 * The browser's spans. `network` is the part of the wait that the server's total does not account for. Browsers notice the
 * end of an upload up to 0.1 s late (Chromium looks ten times a second), so the upload ends at the latest when the server
 * must have received all of it.
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

/** What the server's clock measured: the phases in their order, null for a phase that did not run. */
interface ServerTimes extends Pick<Timings, 'receive_ms' | 'queue_ms' | 'rpc_ms' | 'total_ms'> {
  readonly phases: readonly (readonly [phase: string, ms: number | null, model?: string])[];
}

/**
 * The server's spans: the phases one after the other.
 * @param end when the answer came by the browser's clock, in ms; if left out, the spans begin at 0
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

/** The phases that have a text; the server of a newer version may have others. */
const PHASES = [...(['prepare', 'upload', 'wait', 'network', 'download', 'render'] as const), ...MEASURES];

function span(phase: string, start: number, ms: number): TimeSpan {
  return { phase, text: `phase.${PHASES.find((name) => name === phase) ?? 'rest'}`, start, ms };
}
