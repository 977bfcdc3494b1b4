import type { Context, Hono } from 'hono';

import { scoreCalibration } from '../../catalogue/registry.ts';
import { modelBytes } from '../../catalogue/served-files.ts';
import type { Classification } from '../../contract/classification.ts';
import { classifyQuery, drawnClassifyQuery } from '../../contract/query/classify.ts';
import type { QueryValues } from '../../contract/query/query.ts';
import type { AppEnv } from '../app-env.ts';
import { pngResponse, prefersPicture } from '../pipeline/drawn-answer.ts';
import { requireExplain } from '../pipeline/explain.ts';
import { requireMember } from '../pipeline/members.ts';
import { answerPicture, type PictureAnswer } from '../pipeline/picture-pipeline.ts';
import { phasesOf, recordSamples, serverTimingOf, sharedTimings } from '../pipeline/report.ts';
import { requireOperatorRights } from '../protection/operator-rights.ts';
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
    if (drawn) return pngResponse(c, picture);
    const { answers, photo, memory } = picture;
    const [answer] = answers;
    if (answer === undefined) throw new Error('the model did not answer');
    const { predictions, unknown, threshold, explanations, start } = answer;
    const { model, engine } = answer.member;
    const { total_ms, ...shared } = sharedTimings(picture);
    const timings = { ...shared, phases_ms: phasesOf(answer, picture.watch), total_ms };
    const model_bytes = modelBytes(model, engine);
    return c.json({
      ...{ model: model.name, engine, predictions, unknown, threshold },
      ...{ calibration: scoreCalibration(model), explanations },
      ...{ photo, start, timings, memory, model_bytes },
    } satisfies Classification);
  });
}

async function classify(
  c: Context<AppEnv>,
  {
    model: name,
    engine,
    top_k: topK,
    lang: language,
    min_score: minScore,
    fresh,
    ...query
  }: QueryValues<typeof classifyQuery>,
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
  const picture = await answerPicture(c, [member], { topK, language, minScore, explain, fresh: fresh !== undefined });
  c.header('Server-Timing', serverTimingOf(picture));
  recordSamples(c, picture);
  return picture;
}
