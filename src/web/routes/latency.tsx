import { createMiddleware } from 'hono/factory';

import { findModel, listModels } from '../../catalogue/registry.ts';
import { MEASURES } from '../../contract/names.ts';
import { type FilterValues, type FilterParameter, FILTER_PARAMETERS, WINDOWS } from '../pages/latency/filter.tsx';
import { LatencyPage } from '../pages/latency/page.tsx';
import type { AppEnv } from '../../api/app-env.ts';
import { fittingWindow } from '../../api/latency/fitting-window.ts';
import { answerLatency, DAY_S, keptSeconds } from '../../api/latency/latency-answer.ts';
import { choiceOf } from '../../contract/query/kinds.ts';
import { versionParameter, windowParameter, windowSeconds } from '../../contract/query/latency.ts';
import { optional, type Parameter, withDefault } from '../../contract/query/parameter.ts';
import { readQuery } from '../../contract/query/query.ts';
import { pageTranslator } from './language.ts';
import { ProblemError } from '../../api/problem.ts';

/** The page divides the window into so many parts: a day into hours. */
const SLICES = 24;

/** The API's parameters, except that the page takes only one phase. */
const PARAMETERS = {
  window: optional(windowParameter),
  phase: withDefault(choiceOf(MEASURES, 'a phase'), 'total'),
  version: optional(versionParameter),
};

/** `GET /latency`: the figures of `GET /v1/latency` as a page. */
export const dashboard = createMiddleware<AppEnv>(async (c) => {
  const query = c.req.query();
  // A form also sends its empty fields.
  const given = Object.fromEntries(
    FILTER_PARAMETERS.flatMap((name) => (query[name] ? [[name, query[name]]] : [])),
  ) as FilterValues;
  const named = given.model === undefined ? undefined : findModel(given.model);
  const values = { ...given, ...(named && { model: named.name }) };
  const shown: FilterValues = Object.fromEntries(Object.entries(values).filter(([name]) => name !== 'version'));
  const kept = keptSeconds(c.env);
  const models = listModels();
  // Built now, because a bucket may have had models added since.
  const model = choiceOf(
    models.map(({ name }) => name),
    'a model',
  );
  const pageQuery = { ...PARAMETERS, model: optional(model) } satisfies Record<FilterParameter, Parameter<unknown>>;
  const parsed = readQuery(pageQuery, values);
  const wrong = (parsed.faults ?? []).map(({ parameter }) => parameter);
  if ((parsed.values?.window ?? 0) > kept) wrong.push('window');
  const windows = WINDOWS.filter((name) => (windowSeconds(name) ?? 0) <= kept);
  const page = {
    t: pageTranslator(c),
    values: {
      phase: 'total',
      // Wrong values are not shown again; which versions there are only the ledger knows.
      ...(wrong.length === 0 && shown),
    },
    windows,
    models: models.map(({ name, title }) => ({ name, title })),
    slices: SLICES,
  };
  if (parsed.faults !== null || wrong.length > 0) {
    const parameters = FILTER_PARAMETERS.filter((name) => wrong.includes(name));
    const fault = { fault: 'invalid-parameters', parameters, kept_days: kept / DAY_S } as const;
    return c.html(<LatencyPage {...page} phase="total" answer={fault} />, 400);
  }
  const { phase, model: asked, version } = parsed.values;
  try {
    const fitting = values.window === undefined ? await fittingWindow(c, windows, asked) : undefined;
    const window = fitting === undefined ? parsed.values.window : windowSeconds(fitting);
    // All phases at once, so that all figures of the page are of the same requests.
    const answer = await answerLatency(c, {
      ...{ window, model: asked, version, slices: SLICES },
      phase: [...MEASURES],
    });
    const chosen = answer.versions.find(({ id, tag }) => id === version || tag === version);
    const chosenValues: FilterValues = { ...page.values, ...(chosen && { version: chosen.id }) };
    return await c.html(
      <LatencyPage {...page} values={chosenValues} phase={phase} fitting={fitting} answer={answer} />,
    );
  } catch (error) {
    if (!(error instanceof ProblemError) || error.problem !== 'ledger-unavailable') throw error;
    for (const [name, value] of Object.entries(error.headers)) c.header(name, value);
    return c.html(<LatencyPage {...page} phase={phase} answer={{ fault: 'unavailable' }} />, 503);
  }
});
