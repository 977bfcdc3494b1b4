import { createRoute, type OpenAPIHono, type z } from '@hono/zod-openapi';
import type { Context } from 'hono';

import { compareQuerySchema, comparisonSchema, drawnCompareQuerySchema } from '../../contract/comparison.ts';
import { headerDocs } from '../../contract/headers.ts';
import { agreementOf } from '../../verdict/agreement.ts';
import { ensemble } from '../../verdict/ensemble.ts';
import { ensembleCost } from '../../verdict/ensemble-cost.ts';
import { rank } from '../../verdict/scores.ts';
import type { AppEnv } from '../app-env.ts';
import { requireExplain } from '../pipeline/explain.ts';
import { requireMembers } from '../pipeline/members.ts';
import { answerPicture, type PictureAnswer } from '../pipeline/picture-pipeline.ts';
import {
  describePictureRoute,
  drawnDoc,
  drawnElsewhere,
  orDrawn,
  pictureProblems,
  pngResponse,
  prefersPicture,
} from '../pipeline/picture-route.ts';
import { describeMember, recordSamples, serverTimingOf, sharedTimings } from '../pipeline/report.ts';

const problems = pictureProblems('incompatible-models');

const drawnRoute = createRoute({
  method: 'post',
  path: '/v1/compare/heat-map',
  operationId: 'drawComparison',
  summary: 'Where on a photograph each model has its evidence',
  tags: ['inference'],
  request: { query: drawnCompareQuerySchema },
  responses: { 200: drawnDoc, ...problems },
});

const route = createRoute({
  method: 'post',
  path: '/v1/compare',
  operationId: 'compare',
  summary: 'One picture, several models, and their ensemble',
  description: `Shows a picture to models in turn, so that only one of them has to have room, and decodes it once for all of them. ${drawnElsewhere(drawnRoute.path)}`,
  tags: ['inference'],
  request: { query: compareQuerySchema },
  responses: {
    200: {
      description: "Each model's answer with its price, the weighted mean of all, and how far they agree.",
      headers: headerDocs('Server-Timing'),
      content: { 'application/json': { schema: comparisonSchema } },
    },
    ...problems,
  },
});

/**
 * `POST /v1/compare`: a picture in, the answers of several models and of their ensemble out; `/heat-map`: a picture with a heat
 * map of each out.
 */
export function compareRoute(app: OpenAPIHono<AppEnv>): void {
  describePictureRoute(app, route);
  describePictureRoute(app, drawnRoute);
  app.openapi({ ...drawnRoute, hide: true }, async (c) => pngResponse(c, await compare(c, c.req.valid('query'), true)));
  app.openapi({ ...route, hide: true, responses: { 200: orDrawn(route.responses[200]) } }, async (c) => {
    const { top_k: topK } = c.req.valid('query');
    const drawn = prefersPicture(c);
    const picture = await compare(c, c.req.valid('query'), drawn);
    if (drawn) return pngResponse(c, picture);
    const { answers, photo, watch, memory } = picture;
    const { total_ms, ...shared } = sharedTimings(picture);
    const models = answers.map(describeMember);
    const [labels = []] = answers.map((answer) => answer.labels);
    const mean = ensemble(answers.map(({ scores, member: { weight } }) => ({ scores, weight })));
    const predictions = rank(mean, labels, topK);
    const rankings = answers.map(({ scores }) => rank(scores, labels, 5).map(({ index }) => index));
    return c.json(
      {
        models,
        ensemble: { predictions },
        agreement: agreementOf(rankings),
        price: ensembleCost(models, predictions),
        photo,
        timings: { ...shared, decode_ms: watch.phase('decode') ?? 0, total_ms },
        memory,
      },
      200,
    );
  });
}

async function compare(
  c: Context<AppEnv>,
  { top_k: topK, ...query }: z.output<typeof compareQuerySchema>,
  drawn: boolean,
): Promise<PictureAnswer> {
  const members = requireMembers(c, query);
  const models = members.map(({ model }) => model);
  const explain = requireExplain(query, models, drawn);
  const picture = await answerPicture(c, members, { topK, explain });
  c.header('Server-Timing', serverTimingOf(picture));
  recordSamples(c, picture);
  return picture;
}
