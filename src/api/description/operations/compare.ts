import type { RouteConfig } from '@hono/zod-openapi';

import { comparisonSchema } from '../../../contract/comparison.ts';
import { compareQuery, drawnCompareQuery } from '../../../contract/query/compare.ts';
import { parametersOf } from '../parameters.ts';
import { drawnDoc, drawnElsewhere, pictureBody } from '../picture.ts';
import { pictureProblems } from '../problem-doc.ts';

const problems = pictureProblems('incompatible-models');

const drawnOperation: RouteConfig = {
  method: 'post',
  path: '/v1/compare/heat-map',
  operationId: 'drawComparison',
  summary: 'Where on a photograph each model has its evidence',
  tags: ['inference'],
  parameters: parametersOf(drawnCompareQuery),
  request: { body: pictureBody },
  responses: { 200: drawnDoc, ...problems },
};

const operation: RouteConfig = {
  method: 'post',
  path: '/v1/compare',
  operationId: 'compare',
  summary: 'One picture, several models, and their ensemble',
  description: `Shows a picture to models in turn, so that only one of them has to have room, and decodes it once for all of them. ${drawnElsewhere(drawnOperation.path)}`,
  tags: ['inference'],
  parameters: parametersOf(compareQuery),
  request: { body: pictureBody },
  responses: {
    200: {
      description: "Each model's answer with its price, the weighted mean of all, and how far they agree.",
      content: { 'application/json': { schema: comparisonSchema } },
    },
    ...problems,
  },
};

export const compareOperations: readonly RouteConfig[] = [operation, drawnOperation];
