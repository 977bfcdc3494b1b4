import { type OpenAPIHono, type RouteConfig, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { accepts } from 'hono/accepts';

import type { AppEnv } from '../app-env.ts';
import { pngSchema } from '../../contract/explanation.ts';
import { headerDocs } from '../../contract/headers.ts';
import type { ProblemName } from '../../contract/problem.ts';
import { problemDoc } from '../problem.ts';
import type { PictureAnswer } from './picture-pipeline.ts';

const binary = z.string().openapi({ format: 'binary' });

/** The body of a request with a picture. */
const body = {
  description: 'A JPEG, PNG or WebP file, as it is or as the only field of a form.',
  required: true,
  content: {
    'multipart/form-data': {
      schema: z.strictObject({ image: binary }),
      encoding: { image: { contentType: 'image/jpeg, image/png, image/webp' } },
    },
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

/** What an OpenAPI operation says about an answer that is a picture. */
export const drawnDoc = {
  description: 'The heat maps over the upright picture, side by side.',
  headers: headerDocs('Server-Timing'),
  content: { 'image/png': { schema: pngSchema } },
};

/** What the description of a route says that answers with JSON or, by negotiation, with such a picture. */
export function drawnElsewhere(path: string): string {
  return `With \`Accept: image/png\` the answer is that of \`POST ${path}\`, which clients can give a type.`;
}

/** The answer of such a route as its handler has it: as described, or drawn. */
export function orDrawn<Answer extends { content: object }>(
  answer: Answer,
): Answer & { content: Answer['content'] & (typeof drawnDoc)['content'] } {
  return { ...answer, content: { ...answer.content, ...drawnDoc.content } };
}

/** Whether a client would rather have a picture than JSON. */
export function prefersPicture(c: Context<AppEnv>): boolean {
  const supports = ['application/json', 'image/png'];
  return accepts(c, { header: 'Accept', supports, default: 'application/json' }) === 'image/png';
}

/** Answers with the heat maps that were drawn. */
export function pngResponse(c: Context<AppEnv>, { png }: PictureAnswer): Response {
  if (png === undefined) throw new Error('nothing was drawn');
  return c.body(new Uint8Array(png), 200, { 'Content-Type': 'image/png' });
}
