import type { RouteConfig } from '@hono/zod-openapi';

import { classificationSchema } from '../../../contract/classification.ts';
import { headerDocs } from '../../../contract/headers.ts';
import { classifyQuery, drawnClassifyQuery } from '../../../contract/query/classify.ts';
import { parametersOf } from '../parameters.ts';
import { drawnDoc, drawnElsewhere, pictureBody } from '../picture.ts';
import { pictureProblems, problemDoc } from '../problem-doc.ts';

const problems = { ...pictureProblems(), 403: problemDoc('fresh-not-allowed') };

const drawnOperation: RouteConfig = {
  method: 'post',
  path: '/v1/classify/heat-map',
  operationId: 'drawClassification',
  summary: 'Where on a photograph the evidence is',
  tags: ['inference'],
  parameters: parametersOf(drawnClassifyQuery),
  request: { body: pictureBody },
  responses: { 200: drawnDoc, ...problems },
};

const operation: RouteConfig = {
  method: 'post',
  path: '/v1/classify',
  operationId: 'classify',
  summary: 'What is on a photograph',
  description: drawnElsewhere(drawnOperation.path),
  tags: ['inference'],
  parameters: parametersOf(classifyQuery),
  request: { body: pictureBody },
  responses: {
    200: {
      description: 'The likeliest classes, and what they cost.',
      headers: headerDocs('Server-Timing'),
      content: { 'application/json': { schema: classificationSchema } },
    },
    ...problems,
  },
};

export const classifyOperations: readonly RouteConfig[] = [operation, drawnOperation];
