import type { Context, Hono } from 'hono';

import type { Comparison } from '../../contract/comparison.ts';
import { compareQuery, drawnCompareQuery } from '../../contract/query/compare.ts';
import type { QueryValues } from '../../contract/query/query.ts';
import { agreementOf } from '../../verdict/agreement.ts';
import { isUnknown, isUnknownToAll } from '../../verdict/certainty.ts';
import { ensemble } from '../../verdict/ensemble.ts';
import { ensembleCost } from '../../verdict/ensemble-cost.ts';
import { rank } from '../../verdict/scores.ts';
import type { AppEnv } from '../app-env.ts';
import { pngResponse, prefersPicture } from '../pipeline/drawn-answer.ts';
import { requireExplain } from '../pipeline/explain.ts';
import { requireMembers } from '../pipeline/members.ts';
import { answerPicture, type PictureAnswer } from '../pipeline/picture-pipeline.ts';
import { describeMember, recordSamples, serverTimingOf, sharedTimings } from '../pipeline/report.ts';
import { requireQuery } from '../require-query.ts';

/**
 * `POST /v1/compare`: a picture in, the answers of several models and of their ensemble out; `/heat-map`: a picture with a heat
 * map of each out.
 */
export function compareRoute(app: Hono<AppEnv>): void {
  app.post('/v1/compare/heat-map', async (c) =>
    pngResponse(c, await compare(c, requireQuery(c, drawnCompareQuery), true)),
  );
  app.post('/v1/compare', async (c) => {
    const query = requireQuery(c, compareQuery);
    const { top_k: topK, min_score: minScore } = query;
    const drawn = prefersPicture(c);
    const picture = await compare(c, query, drawn);
    if (drawn) return pngResponse(c, picture);
    const { answers, photo, watch, memory } = picture;
    const { total_ms, ...shared } = sharedTimings(picture);
    const models = answers.map(describeMember);
    const [labels = []] = answers.map((answer) => answer.labels);
    const mean = ensemble(answers.map(({ scores, member: { weight } }) => ({ scores, weight })));
    const predictions = rank(mean, labels, topK);
    const [first] = predictions;
    const voters = answers.map(({ scores, threshold, member: { weight } }) => ({ scores, threshold, weight }));
    const unknown =
      minScore === undefined ? isUnknownToAll(first?.index ?? 0, voters) : isUnknown(first?.score ?? 0, minScore);
    const rankings = answers.map(({ scores }) => rank(scores, labels, 5).map(({ index }) => index));
    return c.json({
      models,
      ensemble: { predictions, unknown, threshold: minScore ?? null },
      agreement: agreementOf(rankings),
      price: ensembleCost(models, predictions),
      photo,
      timings: { ...shared, decode_ms: watch.phase('decode') ?? 0, total_ms },
      memory,
    } satisfies Comparison);
  });
}

async function compare(
  c: Context<AppEnv>,
  { top_k: topK, lang: language, min_score: minScore, ...query }: QueryValues<typeof compareQuery>,
  drawn: boolean,
): Promise<PictureAnswer> {
  const members = requireMembers(c, query);
  const models = members.map(({ model }) => model);
  const explain = requireExplain(query, models, drawn);
  const picture = await answerPicture(c, members, { topK, language, minScore, explain });
  c.header('Server-Timing', serverTimingOf(picture));
  recordSamples(c, picture);
  return picture;
}
