import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';

import { recommendationSchema } from '../../contract/recommendation.ts';
import { recommend } from '../../catalogue/advice/recommend.ts';
import { BALANCED, USE_CASES } from '../../catalogue/advice/use-case.ts';
import { plainly } from '../../i18n/advice/saying.ts';
import { missIn, reasonOf, verdictOf } from '../../i18n/advice/sentences.ts';
import { sayFor } from '../../i18n/languages.ts';
import type { AppEnv } from '../app-env.ts';
import { modelOptions } from '../advice/model-options.ts';
import { describeOption } from '../advice/option-answer.ts';
import { problemDoc } from '../problem.ts';
import { recommendQuerySchema } from '../../contract/recommendation.ts';

/** The API speaks English. */
const say = sayFor('en');

const NOTE =
  'Accuracy is what was published for the architecture, so that all are on the same pictures; the weights that answer here may be others (own_accuracy). Times are of the machine that stands beside them, not of Cloudflare.';

const route = createRoute({
  method: 'get',
  path: '/v1/recommend',
  summary: 'Which model for which task, within which limits',
  tags: ['models'],
  request: { query: recommendQuerySchema },
  responses: {
    200: {
      description: 'A ranking with reasons, the Pareto front over the four axes, and what misses which limit.',
      content: { 'application/json': { schema: recommendationSchema } },
    },
    400: problemDoc('invalid-parameter'),
  },
});

/** `GET /v1/recommend`: advice from measured figures. */
export function recommendRoute(app: OpenAPIHono<AppEnv>): void {
  app.openapi(route, async (c) => {
    const { use_case: name, ...limits } = c.req.valid('query');
    const { options, sources } = await modelOptions(c.env);
    const useCase = name === undefined ? BALANCED : USE_CASES[name];
    const advice = recommend(options, useCase, limits);
    return c.json(
      {
        sentence: plainly(say, verdictOf(say, advice)),
        use_case: {
          name: name ?? null,
          sentence: useCase.sentence,
          usual: [...useCase.usual],
          weights: useCase.weights,
        },
        ranking: advice.ranking.map((ranked) => {
          const { option, ...place } = ranked;
          return { ...describeOption(option, sources), ...place, reason: plainly(say, reasonOf(say, ranked)) };
        }),
        pareto: advice.pareto.map((option) => option.name),
        rejected: advice.rejected.map(({ option, misses }) => ({
          ...describeOption(option, sources),
          misses: misses.map((miss) => ({ limit: miss.limit, sentence: missIn(say, miss) })),
        })),
        note: NOTE,
      },
      200,
    );
  });
}
