import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';

import type { AppEnv } from '../app-env.ts';
import { answerLatency } from '../latency/latency-answer.ts';
import { latencyQuerySchema, latencySchema } from '../../contract/latency.ts';
import { problemDoc } from '../problem.ts';

const route = createRoute({
  method: 'get',
  path: '/v1/latency',
  operationId: 'getLatency',
  summary: 'How long requests took, cold and warm',
  description: 'Counts and quantiles of the same figures that each answer carries in `timings` and `Server-Timing`.',
  tags: ['latency'],
  request: { query: latencyQuerySchema },
  responses: {
    200: {
      description: 'One group for each phase, model, start and engine that has samples in the window.',
      content: { 'application/json': { schema: latencySchema } },
    },
    404: problemDoc('unknown-model'),
    503: problemDoc('ledger-unavailable'),
  },
});

/** `GET /v1/latency`: quantiles over the samples of all locations. */
export function latencyRoute(app: OpenAPIHono<AppEnv>): void {
  app.openapi(route, async (c) => c.json(await answerLatency(c, c.req.valid('query')), 200));
}
