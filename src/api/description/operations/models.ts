import type { RouteConfig } from '@hono/zod-openapi';

import { headerDocs } from '../../../contract/headers.ts';
import { modelDetailSchema, modelListSchema } from '../../../contract/model.ts';
import { modelListQuery, modelQuery } from '../../../contract/query/models.ts';
import { parametersOf } from '../parameters.ts';
import { problemDoc } from '../problem-doc.ts';

const notModified = {
  description: 'Nothing has changed since the answer whose ETag was sent as If-None-Match.',
  headers: headerDocs('ETag'),
};

const listOperation: RouteConfig = {
  method: 'get',
  path: '/v1/models',
  operationId: 'listModels',
  summary: 'The models there are, and those that could be added',
  tags: ['models'],
  parameters: parametersOf(modelListQuery),
  responses: {
    200: {
      description: 'All models, or those whose names match, the default one first.',
      headers: headerDocs('ETag'),
      content: { 'application/json': { schema: modelListSchema } },
    },
    304: notModified,
  },
};

const detailOperation: RouteConfig = {
  method: 'get',
  path: '/v1/models/{name}',
  operationId: 'getModel',
  summary: 'One model with its labels',
  tags: ['models'],
  parameters: parametersOf(modelQuery, { name: { type: 'string', minLength: 1, example: 'efficientnet_b0' } }),
  responses: {
    200: {
      description: 'The model.',
      headers: headerDocs('ETag'),
      content: { 'application/json': { schema: modelDetailSchema } },
    },
    304: notModified,
    404: problemDoc('unknown-model'),
    503: problemDoc('model-unavailable'),
  },
};

export const modelsOperations: readonly RouteConfig[] = [listOperation, detailOperation];
