import type { OpenAPIHono } from '@hono/zod-openapi';

import { recommend } from '../../catalogue/advice/recommend.ts';
import { BALANCED, USE_CASES } from '../../catalogue/advice/use-case.ts';
import { type Asked, PARAMETERS } from '../advice/form.tsx';
import { ChoicePage } from '../advice/page.tsx';
import type { AppEnv } from '../../api/app-env.ts';
import { modelOptions } from '../../api/advice/model-options.ts';
import { pageLanguage, sayOn } from '../../api/middleware/page-language.ts';
import { recommendQuerySchema } from '../../contract/recommendation.ts';

/** `GET /compare`: the four axes as a page, with the advice of `GET /v1/recommend` by a form. */
export function choiceRoute(app: OpenAPIHono<AppEnv>): void {
  app.get('/compare', pageLanguage, async (c) => {
    const query = c.req.query();
    // A form sends its empty fields, too.
    const asked = Object.fromEntries(
      PARAMETERS.flatMap((name) => (query[name] === undefined || query[name] === '' ? [] : [[name, query[name]]])),
    ) as Asked;
    const { options } = await modelOptions(c.env);
    const parsed = recommendQuerySchema.safeParse(asked);
    if (!parsed.success) {
      const wrong = parsed.error.issues.map(({ path }) => path[0]);
      const faults = PARAMETERS.filter((name) => wrong.includes(name));
      return c.html(<ChoicePage say={sayOn(c)} options={options} asked={asked} advice={{ faults }} />, 400);
    }
    const { use_case: name, ...limits } = parsed.data;
    const advice = recommend(options, name === undefined ? BALANCED : USE_CASES[name], limits);
    return c.html(<ChoicePage say={sayOn(c)} options={options} asked={asked} advice={advice} />);
  });
}
