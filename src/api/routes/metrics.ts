import type { Hono } from 'hono';

import { metricsOf } from '../../latency/ledger/metrics.ts';
import { CONTENT_TYPE, prometheusText } from '../../latency/prometheus.ts';
import type { AppEnv } from '../app-env.ts';
import { surveyLedgers } from '../latency/ledgers.ts';
import { requireQuery } from '../require-query.ts';

/** `GET /metrics`: all that was ever counted, for Prometheus. */
export function metricsRoute(app: Hono<AppEnv>): void {
  app.get('/metrics', async (c) => {
    requireQuery(c, {});
    const totals = await surveyLedgers(c, 0, (ledger) => ledger.totals());
    return c.text(prometheusText(metricsOf(totals)), 200, { 'Content-Type': CONTENT_TYPE });
  });
}
