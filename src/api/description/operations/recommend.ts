import type { RouteConfig } from '@hono/zod-openapi';

import { recommendationSchema } from '../../../contract/recommendation.ts';
import { recommendQuery } from '../../../contract/query/recommend.ts';
import { parametersOf } from '../parameters.ts';

export const recommendOperation: RouteConfig = {
  method: 'get',
  path: '/v1/recommend',
  operationId: 'recommend',
  summary: 'Which model for which task, within which limits',
  tags: ['models'],
  parameters: parametersOf(recommendQuery),
  responses: {
    200: {
      description: 'A ranking with reasons, the Pareto front over the four axes, and what misses which limit.',
      content: { 'application/json': { schema: recommendationSchema } },
    },
  },
};
