import type { Hono } from 'hono';

import { recommendQuery } from '../../contract/query/recommend.ts';
import type { AppEnv } from '../app-env.ts';
import { requireQuery } from '../require-query.ts';

/** `GET /v1/recommend`: advice from measured figures. It speaks, so it is evaluated when it is first asked for. */
export function recommendRoute(app: Hono<AppEnv>): void {
  app.get('/v1/recommend', async (c) => {
    const query = requireQuery(c, recommendQuery);
    const { recommend } = await import('../advice/recommendation.ts');
    return c.json(await recommend(c.env, query));
  });
}
