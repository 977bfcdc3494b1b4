import type { Context } from 'hono';
import { matchedRoutes } from 'hono/route';

import type { AppEnv } from '../app-env.ts';

/** The pattern of the route that answers a request, such as `/v1/models/:name`; null where there is none. */
export function routePattern(c: Context<AppEnv>): string | null {
  const isRoute = (path: string): boolean => !path.endsWith('*') || path === '/static/*';
  return matchedRoutes(c).findLast(({ path }) => isRoute(path))?.path ?? null;
}
