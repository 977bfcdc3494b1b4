import type { Context } from 'hono';

import type { classifyQuery } from '../../contract/query/classify.ts';
import type { QueryValues } from '../../contract/query/query.ts';
import type { AppEnv } from '../app-env.ts';
import { invalid } from '../invalid-parameter.ts';
import { requireOperatorRights } from '../protection/operator-rights.ts';
import { requireExplain } from './explain.ts';
import { type Member, requireMember } from './members.ts';
import type { Question } from './picture-pipeline.ts';

/** What `POST /v1/classify` and its heat maps may be asked. */
export type ClassifyValues = QueryValues<typeof classifyQuery>;

/**
 * What a request wants to know, and of which model.
 * @param drawn whether a picture of heat maps is wanted instead of numbers
 * @throws ProblemError for what does not fit the model, contradicts itself, or is not allowed
 */
export async function requireQuestion(
  c: Context<AppEnv>,
  values: ClassifyValues,
  drawn: boolean,
): Promise<{ readonly member: Member; readonly question: Question }> {
  const { labels, embed, fresh, top_k: topK, lang: language, min_score: minScore } = values;
  const member = requireMember(c, values.model, values.engine);
  const explain = requireExplain(values, [member.model], drawn);
  if (drawn && embed !== undefined) throw invalid('embed', 'only where no picture is wanted (Accept: image/png)');
  let among: readonly number[] | undefined;
  if (labels !== undefined) {
    const { requireClasses } = await import('./class-choice.ts');
    among = await requireClasses(c, member.model, labels, language);
  }
  if (fresh !== undefined) {
    await requireOperatorRights(
      c,
      'fresh-not-allowed',
      "This deployment lets only its operator ask for fresh=session. Leave it out, or send the operator's key as X-EdgeLens-Key.",
    );
  }
  const isFresh = fresh !== undefined;
  return { member, question: { topK, language, minScore, explain, among, embed: embed !== undefined, fresh: isFresh } };
}
