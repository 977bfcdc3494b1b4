import { z } from 'zod';

import type { ServerStart } from './sample.ts';

const milliseconds = z.number().nonnegative();

/**
 * The part of a classification that the bench reads. Looser than the API's own schema on purpose: a deployment may be
 * older or newer than this checkout, and may know other phases.
 */
const answerSchema = z.object({
  start: z.object({
    kind: z.enum(['cold', 'warm']),
    isolate: z.object({ requests_before: z.number() }),
    runtime: z.string(),
    session: z.string(),
    tiered: z.number(),
  }),
  timings: z.object({
    receive_ms: milliseconds,
    queue_ms: milliseconds,
    phases_ms: z.record(z.string(), milliseconds.nullable()),
    total_ms: milliseconds,
  }),
});

const problemSchema = z.object({ title: z.string(), detail: z.string().optional() });

/** The server's own figures of one request. */
export interface ServerAccount {
  readonly start: ServerStart;
  /** In the order they happen; `other` is what is left of the server's total. */
  readonly phases: Readonly<Record<string, number>>;
}

/**
 * Reads the answer to a classification.
 * @throws Error when it is something else
 */
export function readAnswer(body: string): ServerAccount {
  const { start, timings } = answerSchema.parse(JSON.parse(body));
  const { receive_ms, queue_ms, phases_ms, total_ms } = timings;
  const ran = Object.entries(phases_ms).flatMap(([name, ms]) => (ms === null ? [] : [[name, ms] as const]));
  // The clock steps by whole ms, so the parts can exceed the total by some.
  const other = Math.max(0, total_ms - ran.reduce((sum, [, ms]) => sum + ms, queue_ms));
  return {
    start: {
      kind: start.kind,
      runtime: start.runtime,
      session: start.session,
      tiered: start.tiered,
      requests_before: start.isolate.requests_before,
    },
    phases: { receive: receive_ms, queue: queue_ms, ...Object.fromEntries(ran), other },
  };
}

/** The message of a problem document (RFC 9457), or the beginning of another answer. */
export function readProblem(status: number, body: string): string {
  try {
    const { title, detail } = problemSchema.parse(JSON.parse(body));
    return `${status} ${detail ?? title}`;
  } catch {
    return `${status} ${body.slice(0, 120).replace(/\s+/g, ' ')}`.trim();
  }
}
