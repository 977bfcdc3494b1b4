import { createMiddleware } from 'hono/factory';

import { advise } from '../../catalogue/advice/advise.ts';
import { BALANCED, USE_CASES } from '../../catalogue/advice/use-case.ts';
import type { FormValues } from '../pages/advice/form.tsx';
import { AdvicePage } from '../pages/advice/page.tsx';
import type { AppEnv } from '../../api/app-env.ts';
import { adviceCandidates } from '../../api/advice/candidates.ts';
import { measuredEnsembles } from '../../api/advice/ensembles.ts';
import { ADVICE_PARAMETERS } from '../../contract/names.ts';
import { pageTranslator } from './language.ts';
import { readQuery } from '../../contract/query/query.ts';
import { recommendQuery } from '../../contract/query/recommend.ts';

/** `GET /compare`: a page with the advice of `GET /v1/recommend`, and all candidates on the four axes. */
export const advicePage = createMiddleware<AppEnv>(async (c) => {
  const query = c.req.query();
  // A form also sends its empty fields.
  const values = Object.fromEntries(
    ADVICE_PARAMETERS.flatMap((name) => (query[name] === undefined || query[name] === '' ? [] : [[name, query[name]]])),
  ) as FormValues;
  const [candidates, ensembles] = await Promise.all([adviceCandidates(c.env), measuredEnsembles(c.env)]);
  const parsed = readQuery(recommendQuery, values);
  if (parsed.faults !== null) {
    const wrong = parsed.faults.map(({ parameter }) => parameter);
    const faults = ADVICE_PARAMETERS.filter((name) => wrong.includes(name));
    return c.html(<AdvicePage t={pageTranslator(c)} {...{ candidates, ensembles, values }} advice={{ faults }} />, 400);
  }
  const { use_case: name, ...limits } = parsed.values;
  const advice = advise(candidates, name === undefined ? BALANCED : USE_CASES[name], limits);
  return c.html(<AdvicePage t={pageTranslator(c)} {...{ candidates, ensembles, values, advice }} />);
});
