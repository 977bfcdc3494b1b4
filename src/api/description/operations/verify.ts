import { type RouteConfig, z } from '@hono/zod-openapi';

import { headerDocs } from '../../../contract/headers.ts';
import { problemDoc } from '../problem-doc.ts';

export const verifyOperation: RouteConfig = {
  method: 'post',
  path: '/v1/verify',
  operationId: 'verify',
  summary: 'Show to be human, for half an hour',
  description:
    'Where a deployment asks for Turnstile: takes a token of its widget, from its page or as X-Turnstile-Token, and sets a cookie that stands for it in the next half hour.',
  tags: ['operations'],
  parameters: [
    {
      ...{ schema: { type: 'string', description: 'The token.' }, required: false, description: 'The token.' },
      ...{ name: 'X-Turnstile-Token', in: 'header' },
    },
  ],
  request: {
    body: {
      required: false,
      content: { 'application/x-www-form-urlencoded': { schema: z.object({ 'cf-turnstile-response': z.string() }) } },
    },
  },
  responses: {
    204: { description: 'Verified; the token came as a header.', headers: headerDocs('Set-Cookie') },
    303: {
      description: 'Verified; the token came with the form of the page, to which this leads back.',
      headers: headerDocs('Set-Cookie', 'Location'),
    },
    400: problemDoc('upload-aborted'),
    403: problemDoc('verification-failed'),
    404: problemDoc('not-found'),
    408: problemDoc('upload-too-slow'),
    413: problemDoc('body-too-large'),
    503: problemDoc('verification-unavailable'),
  },
};
