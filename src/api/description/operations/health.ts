import type { RouteConfig } from '@hono/zod-openapi';

import { healthSchema, readySchema } from '../../../contract/operations.ts';
import { problemDoc } from '../problem-doc.ts';

const healthOperation: RouteConfig = {
  method: 'get',
  path: '/healthz',
  operationId: 'getHealth',
  summary: 'Alive',
  tags: ['operations'],
  responses: { 200: { description: 'The Worker answers.', content: { 'application/json': { schema: healthSchema } } } },
};

const readyOperation: RouteConfig = {
  method: 'get',
  path: '/readyz',
  operationId: 'getReadiness',
  summary: 'Ready: a model has answered',
  description: 'Loads the default model if it is not there, and runs it once on a blank picture.',
  tags: ['operations'],
  responses: {
    200: { description: 'The default model answered.', content: { 'application/json': { schema: readySchema } } },
    400: problemDoc('engine-not-available'),
    503: problemDoc('busy', 'model-unavailable', 'model-too-large'),
  },
};

export const healthOperations: readonly RouteConfig[] = [healthOperation, readyOperation];
