import type { RouteConfig } from '@hono/zod-openapi';

import { calibrateQuery } from '../../../contract/query/calibrate.ts';
import { calibrationSchema } from '../../../contract/operations.ts';
import { parametersOf } from '../parameters.ts';
import { problemDoc } from '../problem-doc.ts';

export const calibrateOperation: RouteConfig = {
  method: 'post',
  path: '/v1/calibrate',
  operationId: 'calibrate',
  summary: 'What the clocks of this deployment say about a known amount of work',
  description:
    "Does `runs` inferences of a blank picture in one call to the inference entrypoint, and answers what the handler's clock and the clock inside read. `npm run calibrate` holds both against the time that passed at the client. Only for the operator, unless the deployment allows it to everybody.",
  tags: ['operations'],
  parameters: parametersOf(calibrateQuery),
  responses: {
    200: {
      description: 'What the two clocks read.',
      content: { 'application/json': { schema: calibrationSchema } },
    },
    400: problemDoc('engine-not-available'),
    403: problemDoc('calibration-not-allowed'),
    404: problemDoc('unknown-model'),
    503: problemDoc('busy', 'model-unavailable', 'model-too-large'),
  },
};
