import { createMiddleware } from 'hono/factory';

import { enterTrace, readTraceparent, traceparentOf } from '../../latency/trace-context.ts';
import { runtimeSpan } from '../../latency/tracing.ts';
import type { AppEnv } from '../app-env.ts';

/**
 * Takes up the trace of a request, or begins one, and says in `Server-Timing` which: browsers hand that header to scripts,
 * which is how they learn the trace of a page. An answer that caches keep is of no single request.
 */
export const trace = createMiddleware<AppEnv>(async (c, next) => {
  const parent = readTraceparent(c.req.header('traceparent'));
  const { trace_id, parent_id } = parent ?? {};
  const context = enterTrace(parent, runtimeSpan({ ...(trace_id && { trace_id }), ...(parent_id && { parent_id }) }));
  c.set('trace', context);
  await next();
  // Not by c.header(), which copies an answer that is made already.
  const { headers } = c.res;
  if (headers.get('Cache-Control') === 'no-store')
    headers.append('Server-Timing', `traceparent;desc="${traceparentOf(context)}"`);
});
