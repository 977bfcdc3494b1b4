import { createRoute, type OpenAPIHono, type z } from '@hono/zod-openapi';
import type { Context } from 'hono';

import { modelBytes, scoreCalibration } from '../../catalogue/registry.ts';
import { classificationSchema, classifyQuerySchema, drawnClassifyQuerySchema } from '../../contract/classification.ts';
import { headerDocs } from '../../contract/headers.ts';
import type { AppEnv } from '../app-env.ts';
import { requireExplain } from '../pipeline/explain.ts';
import { requireMember } from '../pipeline/members.ts';
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
import { phasesOf, recordSamples, serverTimingOf, sharedTimings } from '../pipeline/report.ts';
import { problemDoc } from '../problem.ts';
import { requireOperatorRights } from '../protection/operator-rights.ts';

const problems = { ...pictureProblems(), 403: problemDoc('fresh-not-allowed') };

const drawnRoute = createRoute({
  method: 'post',
  path: '/v1/classify/heat-map',
  operationId: 'drawClassification',
  summary: 'Where on a photograph the evidence is',
  tags: ['inference'],
  request: { query: drawnClassifyQuerySchema },
  responses: { 200: drawnDoc, ...problems },
});

const route = createRoute({
  method: 'post',
  path: '/v1/classify',
  operationId: 'classify',
  summary: 'What is on a photograph',
  description: drawnElsewhere(drawnRoute.path),
  tags: ['inference'],
  request: { query: classifyQuerySchema },
  responses: {
    200: {
      description: 'The likeliest classes, and what they cost.',
      headers: headerDocs('Server-Timing'),
      content: { 'application/json': { schema: classificationSchema } },
    },
    ...problems,
  },
});

/** `POST /v1/classify`: a picture in, the likeliest classes and what they cost out; `/heat-map`: a picture out. */
export function classifyRoute(app: OpenAPIHono<AppEnv>): void {
  describePictureRoute(app, route);
  describePictureRoute(app, drawnRoute);
  app.openapi({ ...drawnRoute, hide: true }, async (c) =>
    pngResponse(c, await classify(c, c.req.valid('query'), true)),
  );
  app.openapi({ ...route, hide: true, responses: { 200: orDrawn(route.responses[200]) } }, async (c) => {
    const drawn = prefersPicture(c);
    const picture = await classify(c, c.req.valid('query'), drawn);
    if (drawn) return pngResponse(c, picture);
    const { answers, photo, memory } = picture;
    const [answer] = answers;
    if (answer === undefined) throw new Error('the model did not answer');
    const { predictions, explanations, start } = answer;
    const { model, engine } = answer.member;
    const { total_ms, ...shared } = sharedTimings(picture);
    const timings = { ...shared, phases_ms: phasesOf(answer, picture.watch), total_ms };
    const model_bytes = modelBytes(model, engine);
    return c.json(
      {
        ...{ model: model.name, engine, predictions, calibration: scoreCalibration(model), explanations },
        ...{ photo, start, timings, memory, model_bytes },
      },
      200,
    );
  });
}

async function classify(
  c: Context<AppEnv>,
  { model: name, engine, top_k: topK, fresh, ...query }: z.output<typeof classifyQuerySchema>,
  drawn: boolean,
): Promise<PictureAnswer> {
  const member = requireMember(c, name, engine);
  const explain = requireExplain(query, [member.model], drawn);
  if (fresh !== undefined) {
    await requireOperatorRights(
      c,
      'fresh-not-allowed',
      "This deployment lets only its operator ask for fresh=session. Leave it out, or send the operator's key as X-EdgeLens-Key.",
    );
  }
  const picture = await answerPicture(c, [member], { topK, explain, fresh: fresh !== undefined });
  c.header('Server-Timing', serverTimingOf(picture));
  recordSamples(c, picture);
  return picture;
}
