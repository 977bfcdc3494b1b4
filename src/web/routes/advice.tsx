import { createMiddleware } from 'hono/factory';

import { advise } from '../../catalogue/advice/advise.ts';
import { BALANCED, USE_CASES } from '../../catalogue/advice/use-case.ts';
import { valuesOf } from '../pages/advice/fields.ts';
import { AdvicePage } from '../pages/advice/page.tsx';
import type { AppEnv } from '../../api/app-env.ts';
import { adviceCandidates } from '../../api/advice/candidates.ts';
import { measuredEnsembles } from '../../api/advice/ensembles.ts';
import { ADVICE_PARAMETERS } from '../../contract/names.ts';
import { pageTranslator } from './language.ts';
import { readQuery } from '../../contract/query/query.ts';
import { recommendQuery } from '../../contract/query/recommend.ts';

/** `GET /compare`: all candidates on the four axes, and the advice of `GET /v1/recommend`. */
export const advicePage = createMiddleware<AppEnv>(async (c) => {
  const values = valuesOf(c.req.query());
  const [candidates, ensembles] = await Promise.all([adviceCandidates(c.env), measuredEnsembles(c.env)]);
  const parsed = readQuery(recommendQuery, values);
  if (parsed.faults !== null) {
    const wrong = parsed.faults.map(({ parameter }) => parameter);
    const faults = ADVICE_PARAMETERS.filter((name) => wrong.includes(name));
    return c.html(<AdvicePage t={pageTranslator(c)} {...{ candidates, ensembles, values }} advice={{ faults }} />, 400);
  }
  const { use_case: name, ...limits } = parsed.values;
  const advice = advise(candidates, name === undefined ? BALANCED : USE_CASES[name], limits);
  return c.html(<AdvicePage t={pageTranslator(c)} {...{ candidates, ensembles, values, advice }} task={name} />);
});
