import { type OpenAPIHono, type RouteConfig, z } from '@hono/zod-openapi';
import type { Context } from 'hono';

import type { AppEnv } from '../app-env.ts';
import type { ProblemName } from '../../contract/problem.ts';
import { problemDoc } from '../problem.ts';

const binary = z.string().openapi({ format: 'binary' });

/** The body of a request with a picture. */
const body = {
  required: true,
  content: {
    'multipart/form-data': { schema: z.object({ image: binary }) },
    'image/*': { schema: binary },
  },
};

/**
 * The problems of every route that takes a picture.
 * @param bad further problems with status 400
 */
export function pictureProblems(
  ...bad: ProblemName[]
): Record<400 | 404 | 408 | 413 | 415 | 422 | 503, ReturnType<typeof problemDoc>> {
  return {
    400: problemDoc(
      'empty-body',
      'missing-field',
      'duplicate-field',
      'malformed-form',
      'upload-aborted',
      'invalid-parameter',
      'engine-not-available',
      ...bad,
    ),
    404: problemDoc('unknown-model'),
    408: problemDoc('upload-too-slow'),
    413: problemDoc('body-too-large', 'picture-too-large'),
    415: problemDoc('unsupported-media-type', 'unsupported-picture-format'),
    422: problemDoc('not-a-picture', 'truncated-picture', 'bad-dimensions'),
    503: problemDoc('busy', 'model-unavailable', 'model-too-large'),
  };
}

/** Describes a route that takes a picture. Its body is read by the job, so the route itself must not parse it. */
export function describePictureRoute(app: OpenAPIHono<AppEnv>, route: RouteConfig): void {
  app.openAPIRegistry.registerPath({ ...route, request: { ...route.request, body } });
}

/** Answers with the bytes of a PNG file. */
export function pngResponse(c: Context<AppEnv>, png: Uint8Array): Response {
  return c.body(new Uint8Array(png), 200, { 'Content-Type': 'image/png' });
}
