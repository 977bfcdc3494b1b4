import { advise } from '../../catalogue/advice/advise.ts';
import { FREE_CPU_MS, PRICES } from '../../catalogue/advice/price.ts';
import { BALANCED, USE_CASES } from '../../catalogue/advice/use-case.ts';
import type { QueryValues } from '../../contract/query/query.ts';
import type { recommendQuery } from '../../contract/query/recommend.ts';
import type { RecommendationAnswer } from '../../contract/recommendation.ts';
import type { Env } from '../../env.ts';
import { ensembleMessage } from '../../i18n/advice/ensembles.ts';
import { formatText } from '../../i18n/message.ts';
import { missedLimitText, reasonMessage, summaryMessage } from '../../i18n/advice/sentences.ts';
import { english as t } from '../../i18n/english.ts';
import { describeCandidate } from './candidate-answer.ts';
import { adviceCandidates } from './candidates.ts';
import { measuredEnsembles } from './ensembles.ts';

const NOTE =
  'Models rank by what their own weights can do (top1): as published for them, or carried over from a published model by a difference that was measured on the same pictures (anchor, own_accuracy). Times, and prices that follow from them, are of the machine that stands beside them, not of Cloudflare.';

/** Advice from measured figures, as `GET /v1/recommend` gives it. */
export async function recommend(
  env: Env,
  { use_case: name, ...limits }: QueryValues<typeof recommendQuery>,
): Promise<RecommendationAnswer> {
  const [candidates, ensembles] = await Promise.all([adviceCandidates(env), measuredEnsembles(env)]);
  const useCase = name === undefined ? BALANCED : USE_CASES[name];
  const advice = advise(candidates, useCase, limits);
  return {
    sentence: formatText(t, summaryMessage(t, advice, 'program')),
    use_case: {
      name: name ?? null,
      sentence: useCase.sentence,
      usual: [...useCase.usual],
      weights: useCase.weights,
    },
    ranking: advice.ranking.map((ranked) => {
      const { candidate, ...place } = ranked;
      return {
        ...describeCandidate(candidate),
        ...place,
        reason: formatText(t, reasonMessage(t, ranked)),
      };
    }),
    pareto: advice.pareto.map(({ name }) => name),
    rejected: advice.rejected.map(({ candidate, misses }) => ({
      ...describeCandidate(candidate),
      misses: misses.map((miss) => ({ limit: miss.limit, sentence: missedLimitText(t, miss, 'program') })),
    })),
    prices: { ...PRICES, free_cpu_ms: FREE_CPU_MS },
    ensembles: ensembles.map((ensemble) => ({
      ...ensemble,
      ...{ models: [...ensemble.models], sentence: formatText(t, ensembleMessage(t, ensemble)) },
    })),
    note: NOTE,
  };
}
