import type { Trace } from '../contract/job.ts';

/** What came before a request in its trace. */
export interface TraceParent {
  readonly trace_id: string;
  /** The span of whoever sent the request. */
  readonly parent_id: string;
  /** Whether the sender may have recorded it. */
  readonly sampled: boolean;
}

/** The place of a request in a trace. */
export interface TraceContext extends Trace {
  /** null where the trace begins here. */
  readonly parent_id: string | null;
  readonly sampled: boolean;
}

/** The ids of a span that the runtime records. */
export interface RuntimeSpan {
  readonly traceId: string;
  readonly spanId: string;
}

/** Version, trace id, parent id, flags; a later version may have more behind them. Ids of zeros are none. */
const TRACEPARENT = /^(?!ff)([0-9a-f]{2})-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;

/**
 * Reads a `traceparent` header (https://www.w3.org/TR/trace-context/#traceparent-header).
 * @returns null where there is none, or it is malformed: then a trace begins anew
 */
export function readTraceparent(header: string | undefined): TraceParent | null {
  const [, version, trace_id, parent_id, flags = '', more] = TRACEPARENT.exec(header ?? '') ?? [];
  if (trace_id === undefined || parent_id === undefined || (version === '00' && more !== undefined)) return null;
  return { trace_id, parent_id, sampled: (Number.parseInt(flags, 16) & 1) === 1 };
}

/**
 * Takes up the trace of a request, or begins one.
 * @param runtime the span that the runtime records of it, whose ids are used as far as they are free to choose
 */
export function enterTrace(parent: TraceParent | null, runtime: RuntimeSpan | undefined): TraceContext {
  return {
    trace_id: parent?.trace_id ?? runtime?.traceId ?? randomId(16),
    span_id: runtime?.spanId ?? randomId(8),
    parent_id: parent?.parent_id ?? null,
    sampled: parent?.sampled ?? runtime !== undefined,
  };
}

/** A `traceparent` that names this request as the parent. */
export function traceparentOf({ trace_id, span_id, sampled }: TraceContext): string {
  return `00-${trace_id}-${span_id}-${sampled ? '01' : '00'}`;
}

function randomId(bytes: number): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(bytes)), (byte) => byte.toString(16).padStart(2, '0')).join(
    '',
  );
}
