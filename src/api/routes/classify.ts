import type { Context, Hono } from 'hono';

import { classifyQuery, drawnClassifyQuery } from '../../contract/query/classify.ts';
import type { AppEnv } from '../app-env.ts';
import { type ClassifyValues, requireQuestion } from '../pipeline/classify-question.ts';
import { describeClassification } from '../pipeline/described.ts';
import { pngResponse, wantedAnswer } from '../pipeline/drawn-answer.ts';
import { answerPicture, type PictureAnswer } from '../pipeline/picture-pipeline.ts';
import { recordSamples, serverTimingOf } from '../pipeline/report.ts';
import { requireQuery } from '../require-query.ts';

/**
 * `POST /v1/classify`: a picture in, the likeliest classes and what they cost out; `/heat-map`: a picture out; `/batch`: several
 * pictures in, a list out.
 */
export function classifyRoute(app: Hono<AppEnv>): void {
  app.post('/v1/classify/heat-map', async (c) =>
    pngResponse(c, await classify(c, requireQuery(c, drawnClassifyQuery), true)),
  );
  app.post('/v1/classify', async (c) => {
    const query = requireQuery(c, classifyQuery);
    const wanted = wantedAnswer(c);
    if (wanted === 'image/png') return pngResponse(c, await classify(c, query, true));
    const as = wanted === 'application/x-ndjson' ? 'lines' : bodyMayHave(c);
    if (as === 'one') return c.json(describeClassification(await classify(c, query, false), query.embed));
    return classifySeveral(c, query, as);
  });
  app.post('/v1/classify/batch', (c) => {
    const as = wantedAnswer(c) === 'application/x-ndjson' ? 'lines' : 'list';
    return classifySeveral(c, requireQuery(c, classifyQuery), as);
  });
}

async function classify(c: Context<AppEnv>, query: ClassifyValues, drawn: boolean): Promise<PictureAnswer> {
  const { member, question } = await requireQuestion(c, query, drawn);
  const picture = await answerPicture(c, [member], question);
  c.header('Server-Timing', serverTimingOf(picture));
  recordSamples(c, picture);
  return picture;
}

async function classifySeveral(
  c: Context<AppEnv>,
  query: ClassifyValues,
  as: 'lines' | 'list' | 'either',
): Promise<Response> {
  const asked = { ...(await requireQuestion(c, query, false)), form: query.embed };
  const { answerBatch } = await import('../pipeline/picture-batch.ts');
  return answerBatch(c, asked, as);
}

/** Requests whose sender can show the answer to one picture only. */
const forOne = new WeakSet<Request>();

/** Has several pictures refused that a request to `/v1/classify` may have, because nobody could show a list. */
export function takeOnePicture(request: Request): void {
  forOne.add(request);
}

/** What the body may have by its media type: one picture, a list of them, or either. */
function bodyMayHave(c: Context<AppEnv>): 'one' | 'list' | 'either' {
  if (forOne.has(c.req.raw)) return 'one';
  const mediaType = c.req.header('Content-Type')?.split(';', 1)[0]?.trim().toLowerCase();
  if (mediaType === 'application/json') return 'list';
  return mediaType === 'multipart/form-data' ? 'either' : 'one';
}
