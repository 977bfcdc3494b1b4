import type { Hono } from 'hono';

import { latencyQuery } from '../../contract/query/latency.ts';
import type { AppEnv } from '../app-env.ts';
import { requireQuery } from '../require-query.ts';

/** `GET /v1/latency`: quantiles over the samples of all locations. */
export function latencyRoute(app: Hono<AppEnv>): void {
  app.get('/v1/latency', async (c) => {
    const query = requireQuery(c, latencyQuery);
    // Few requests ask for it, and none of a new isolate waits for it.
    const { answerLatency } = await import('../latency/latency-answer.ts');
    return c.json(await answerLatency(c, query));
  });
}
