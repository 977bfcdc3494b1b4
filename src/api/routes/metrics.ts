import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';

import { metricsOf } from '../../latency/ledger/metrics.ts';
import { CONTENT_TYPE, prometheusText } from '../../latency/prometheus.ts';
import type { AppEnv } from '../app-env.ts';
import { noQuerySchema } from '../../contract/query.ts';
import { surveyLedgers } from '../latency/ledgers.ts';
import { problemDoc } from '../problem.ts';

const route = createRoute({
  method: 'get',
  path: '/metrics',
  operationId: 'getMetrics',
  summary: 'Metrics for Prometheus',
  description: 'Text format 0.0.4. Counters are those of each location since its first request; they never fall.',
  tags: ['latency'],
  request: { query: noQuerySchema },
  responses: {
    200: { description: 'The metrics.', content: { 'text/plain': { schema: z.string() } } },
    503: problemDoc('ledger-unavailable'),
  },
});

/** `GET /metrics`: all that was ever counted, for Prometheus. */
export function metricsRoute(app: OpenAPIHono<AppEnv>): void {
  app.openapi(route, async (c) => {
    const totals = await surveyLedgers(c, 0, (ledger) => ledger.totals());
    return c.text(prometheusText(metricsOf(totals)), 200, { 'Content-Type': CONTENT_TYPE });
  });
}
