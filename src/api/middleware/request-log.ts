import type { Context } from 'hono';
import { createMiddleware } from 'hono/factory';
import { matchedRoutes } from 'hono/route';

import { Stopwatch } from '../../latency/stopwatch.ts';
import type { AppEnv } from '../app-env.ts';
import { recordProblem } from '../latency/recording.ts';
import { type Level, LEVELS, logEvent } from '../log.ts';
import { settingsOf } from '../protection/settings.ts';

/** Routes whose problems are counted: those of the API. What others try elsewhere tells nothing of it. */
const COUNTED = /^\/(v1\/|readyz$)/;

/**
 * Logs one line a request: its route (never the path that somebody typed), its status, and how long it took until the
 * answer's headers were ready, by the handler's clock.
 */
export const requestLog = createMiddleware<AppEnv>(async (c, next) => {
  const watch = new Stopwatch();
  await next();
  const { status } = c.res;
  const route = routePattern(c);
  const problem = c.get('problem') ?? null;
  if (problem !== null && route !== null && COUNTED.test(route)) recordProblem(c, { route, problem });
  const level = levelOf(status);
  const { logLevel } = settingsOf(c.env);
  if (logLevel === 'off' || LEVELS.indexOf(level) < LEVELS.indexOf(logLevel)) return;
  const caller = c.get('caller');
  const { trace_id, span_id, parent_id } = c.get('trace');
  logEvent(level, 'request', {
    method: c.req.method,
    route,
    status,
    problem,
    model: c.get('model') ?? null,
    start: c.get('start') ?? null,
    duration_ms: watch.total,
    caller: caller?.kind ?? null,
    key: caller?.key ?? null,
    country: countryOf(c.req.raw.cf),
    version: c.env.VERSION?.id ?? null,
    request_id: c.get('requestId'),
    ...{ trace_id, span_id, parent_id },
  });
});

/** A possible attack is a warning, a failure of ours an error. */
function levelOf(status: number): Level {
  if (status >= 500) return 'error';
  return [401, 403, 429].includes(status) ? 'warn' : 'info';
}

/** Where Cloudflare believes that the client is, as an ISO 3166-1 code or `T1` for Tor. */
function countryOf(cf: unknown): string | null {
  const country = typeof cf === 'object' && cf !== null && 'country' in cf ? cf.country : undefined;
  return typeof country === 'string' && /^[A-Z][A-Z0-9]$/.test(country) ? country : null;
}

/** The pattern of the route that answers a request, such as `/v1/models/:name`; null where there is none. */
export function routePattern(c: Context<AppEnv>): string | null {
  const isRoute = (path: string): boolean => !path.endsWith('*') || path === '/static/*';
  return matchedRoutes(c).findLast(({ path }) => isRoute(path))?.path ?? null;
}
