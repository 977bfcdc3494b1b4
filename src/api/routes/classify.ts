import type { Context, Hono } from 'hono';

import { classifyQuery, drawnClassifyQuery } from '../../contract/query/classify.ts';
import type { AppEnv } from '../app-env.ts';
import { type ClassifyValues, requireQuestion } from '../pipeline/classify-question.ts';
import { describeClassification } from '../pipeline/described.ts';
import { pngResponse, prefersPicture } from '../pipeline/drawn-answer.ts';
import { answerPicture, type PictureAnswer } from '../pipeline/picture-pipeline.ts';
import { recordSamples, serverTimingOf } from '../pipeline/report.ts';
import { requireQuery } from '../require-query.ts';

/** `POST /v1/classify`: a picture in, the likeliest classes and what they cost out; `/heat-map`: a picture out. */
export function classifyRoute(app: Hono<AppEnv>): void {
  app.post('/v1/classify/heat-map', async (c) =>
    pngResponse(c, await classify(c, requireQuery(c, drawnClassifyQuery), true)),
  );
  app.post('/v1/classify', async (c) => {
    const query = requireQuery(c, classifyQuery);
    const drawn = prefersPicture(c);
    const picture = await classify(c, query, drawn);
    return drawn ? pngResponse(c, picture) : c.json(describeClassification(picture, query.embed));
  });
}

async function classify(c: Context<AppEnv>, query: ClassifyValues, drawn: boolean): Promise<PictureAnswer> {
  const { member, question } = await requireQuestion(c, query, drawn);
  const picture = await answerPicture(c, [member], question);
  c.header('Server-Timing', serverTimingOf(picture));
  recordSamples(c, picture);
  return picture;
}
