import type { Hono } from 'hono';

import type { AppEnv } from '../app-env.ts';
import { requireQuery } from '../require-query.ts';

/** `GET /metrics`: all that was ever counted, for Prometheus. */
export function metricsRoute(app: Hono<AppEnv>): void {
  app.get('/metrics', async (c) => {
    requireQuery(c, {});
    const { answerMetrics } = await import('../latency/metrics-answer.ts');
    return answerMetrics(c);
  });
}
