import type { RuntimeSpan } from './trace-context.ts';

/** A span, as far as it is used here. What was added to runtimes later may be missing. */
interface Span {
  readonly isTraced: boolean;
  setAttribute(key: string, value: string): unknown;
  spanContext?(): RuntimeSpan;
}

/** `tracing` of `cloudflare:workers`, without Cloudflare's types, because a stopwatch also runs elsewhere. */
export interface Tracing {
  enterSpan<Result>(name: string, callback: (span: Span) => Result): Result;
  getActiveSpan?(): Span | undefined;
}

/** What a span says of what it is about. */
export type Attributes = Readonly<Record<string, string>>;

/** The tracing of the runtime; undefined where it has none. */
let tracing: Tracing | undefined;

/**
 * Has spans recorded from now on.
 * @param available that of `cloudflare:workers`, which a runtime of before it lacks
 */
export function provideTracing(available: Tracing | undefined): void {
  tracing = available;
}

/**
 * Runs a step in a span of the runtime's tracing
 * (https://developers.cloudflare.com/workers/observability/traces/custom-spans/), where it has one.
 * @param attributes read at the end of the step, so that it may find some out
 */
export function inSpan<Result>(
  name: string,
  attributes: () => Attributes,
  step: () => Promise<Result>,
): Promise<Result> {
  if (tracing === undefined) return step();
  return tracing.enterSpan(name, async (span) => {
    try {
      return await step();
    } finally {
      for (const [key, value] of Object.entries(attributes())) span.setAttribute(`edgelens.${key}`, value);
    }
  });
}

/**
 * The span that the runtime records of this request.
 * @param attributes what it is to say
 * @returns undefined where it records none
 */
export function runtimeSpan(attributes: Attributes): RuntimeSpan | undefined {
  const span = tracing?.getActiveSpan?.();
  if (span?.isTraced !== true) return undefined;
  for (const [key, value] of Object.entries(attributes)) span.setAttribute(`edgelens.${key}`, value);
  return span.spanContext?.();
}
