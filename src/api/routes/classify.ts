import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';

import { modelBytes, scoreCalibration } from '../../catalogue/registry.ts';
import { classificationSchema, classifyQuerySchema } from '../../contract/classification.ts';
import { pngSchema } from '../../contract/explanation.ts';
import type { AppEnv } from '../app-env.ts';
import { requireExplain } from '../pipeline/explain.ts';
import { requireMember } from '../pipeline/members.ts';
import { answerPicture } from '../pipeline/picture-pipeline.ts';
import { describePictureRoute, pictureProblems, pngResponse } from '../pipeline/picture-route.ts';
import { phasesOf, recordSamples, serverTimingOf, sharedTimings } from '../pipeline/report.ts';
import { problemDoc } from '../problem.ts';
import { requireOperatorRights } from '../protection/operator-rights.ts';

const route = createRoute({
  method: 'post',
  path: '/v1/classify',
  summary: 'What is on a photograph',
  tags: ['inference'],
  request: { query: classifyQuerySchema },
  responses: {
    200: {
      description: 'The likeliest classes, and what they cost.',
      content: { 'application/json': { schema: classificationSchema }, 'image/png': { schema: pngSchema } },
    },
    ...pictureProblems(),
    403: problemDoc('fresh-not-allowed'),
  },
});

/** `POST /v1/classify`: a picture in, the likeliest classes and what they cost out. */
export function classifyRoute(app: OpenAPIHono<AppEnv>): void {
  describePictureRoute(app, route);
  app.openapi({ ...route, hide: true }, async (c) => {
    const { model: name, engine: engineName, top_k: topK, fresh, ...query } = c.req.valid('query');
    const member = requireMember(c, name, engineName);
    const { model, engine } = member;
    const explain = requireExplain(c, query, [model]);
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
    const { answers, photo, png, memory } = picture;
    const [answer] = answers;
    if (answer === undefined) throw new Error('the model did not answer');
    if (png !== undefined) return pngResponse(c, png);
    const { predictions, explanations, start } = answer;
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
