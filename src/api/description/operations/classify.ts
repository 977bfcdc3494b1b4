import type { RouteConfig } from '@hono/zod-openapi';

import { batchSchema } from '../../../contract/batch.ts';
import { classificationSchema } from '../../../contract/classification.ts';
import { classifyQuery, drawnClassifyQuery } from '../../../contract/query/classify.ts';
import { parametersOf } from '../parameters.ts';
import { drawnDoc, drawnElsewhere, pictureBody, picturesBody } from '../picture.ts';
import { pictureProblems, problemDoc } from '../problem-doc.ts';

const problems = { ...pictureProblems('malformed-json'), 403: problemDoc('fresh-not-allowed') };

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

const batchOperation: RouteConfig = {
  method: 'post',
  path: '/v1/classify/batch',
  operationId: 'classifyBatch',
  summary: 'What is on several photographs',
  description:
    'Each picture is read, answered and forgotten before the next one is read. With `Accept: application/x-ndjson` the answer is lines of JSON: a `BatchItem` a picture as soon as it is answered, and a `BatchEnd`.',
  tags: ['inference'],
  parameters: parametersOf(classifyQuery),
  request: { body: picturesBody },
  responses: {
    200: {
      description: 'What `/v1/classify` answers to each, or why it does not, in the order of the request.',
      content: { 'application/json': { schema: batchSchema } },
    },
    ...problems,
  },
};

const operation: RouteConfig = {
  method: 'post',
  path: '/v1/classify',
  operationId: 'classify',
  summary: 'What is on a photograph',
  description: `${drawnElsewhere(drawnOperation.path)} To several pictures, to JSON, and with \`Accept: application/x-ndjson\` it is that of \`POST ${batchOperation.path}\`.`,
  tags: ['inference'],
  parameters: parametersOf(classifyQuery),
  request: { body: pictureBody },
  responses: {
    200: {
      description: 'The likeliest classes, and what they cost.',
      content: { 'application/json': { schema: classificationSchema } },
    },
    ...problems,
  },
};

export const classifyOperations: readonly RouteConfig[] = [operation, batchOperation, drawnOperation];
