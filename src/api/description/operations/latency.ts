import type { RouteConfig } from '@hono/zod-openapi';

import { latencySchema } from '../../../contract/latency.ts';
import { latencyQuery } from '../../../contract/query/latency.ts';
import { parametersOf } from '../parameters.ts';
import { problemDoc } from '../problem-doc.ts';

export const latencyOperation: RouteConfig = {
  method: 'get',
  path: '/v1/latency',
  operationId: 'getLatency',
  summary: 'How long requests took, cold and warm',
  description: 'Counts and quantiles of the same figures that each answer carries in `timings` and `Server-Timing`.',
  tags: ['latency'],
  parameters: parametersOf(latencyQuery),
  responses: {
    200: {
      description:
        'One group for each phase, model, start and engine that has samples in the window, and for each version if asked.',
      content: { 'application/json': { schema: latencySchema } },
    },
    404: problemDoc('unknown-model'),
    503: problemDoc('ledger-unavailable', 'model-unavailable'),
  },
};
