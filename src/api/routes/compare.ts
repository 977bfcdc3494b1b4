import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';

import { compareQuerySchema, comparisonSchema } from '../../contract/comparison.ts';
import { pngSchema } from '../../contract/explanation.ts';
import { agreementOf } from '../../verdict/agreement.ts';
import { ensemble } from '../../verdict/ensemble.ts';
import { ensembleCost } from '../../verdict/ensemble-cost.ts';
import { rank } from '../../verdict/scores.ts';
import type { AppEnv } from '../app-env.ts';
import { requireExplain } from '../pipeline/explain.ts';
import { requireMembers } from '../pipeline/members.ts';
import { answerPicture } from '../pipeline/picture-pipeline.ts';
import { describePictureRoute, pictureProblems, pngResponse } from '../pipeline/picture-route.ts';
import { describeMember, recordSamples, serverTimingOf, sharedTimings } from '../pipeline/report.ts';

const route = createRoute({
  method: 'post',
  path: '/v1/compare',
  summary: 'One picture, several models, and their ensemble',
  description:
    'Shows a picture to models in turn, so that only one of them has to have room, and decodes it once for all of them.',
  tags: ['inference'],
  request: { query: compareQuerySchema },
  responses: {
    200: {
      description: "Each model's answer with its price, the weighted mean of all, and how far they agree.",
      content: { 'application/json': { schema: comparisonSchema }, 'image/png': { schema: pngSchema } },
    },
    ...pictureProblems('incompatible-models'),
  },
});

/** `POST /v1/compare`: a picture in, the answers of several models and of their ensemble out. */
export function compareRoute(app: OpenAPIHono<AppEnv>): void {
  describePictureRoute(app, route);
  app.openapi({ ...route, hide: true }, async (c) => {
    const { top_k: topK, ...query } = c.req.valid('query');
    const members = requireMembers(c, query);
    const explain = requireExplain(
      c,
      query,
      members.map(({ model }) => model),
    );
    const picture = await answerPicture(c, members, { topK, explain });
    c.header('Server-Timing', serverTimingOf(picture));
    recordSamples(c, picture);
    const { answers, photo, png, watch, memory } = picture;
    if (png !== undefined) return pngResponse(c, png);

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
