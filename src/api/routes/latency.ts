import type { Hono } from 'hono';

import type { AppEnv } from '../app-env.ts';
import { answerLatency } from '../latency/latency-answer.ts';
import { latencyQuery } from '../../contract/query/latency.ts';
import { requireQuery } from '../require-query.ts';

/** `GET /v1/latency`: quantiles over the samples of all locations. */
export function latencyRoute(app: Hono<AppEnv>): void {
  app.get('/v1/latency', async (c) => c.json(await answerLatency(c, requireQuery(c, latencyQuery))));
}
