import { type RouteConfig, z } from '@hono/zod-openapi';

import { problemDoc } from '../problem-doc.ts';

export const metricsOperation: RouteConfig = {
  method: 'get',
  path: '/metrics',
  operationId: 'getMetrics',
  summary: 'Metrics for Prometheus',
  description:
    'Text format 0.0.4. Counters are those of each location and version since its first request; they never fall. The series of a version end when its samples are gone and others have come.',
  tags: ['latency'],
  responses: {
    200: { description: 'The metrics.', content: { 'text/plain': { schema: z.string() } } },
    503: problemDoc('ledger-unavailable'),
  },
};
