import type { Context } from 'hono';
import { cors } from 'hono/cors';
import { createMiddleware } from 'hono/factory';

import type { AppEnv } from '../app-env.ts';
import { settingsOf } from '../protection/settings.ts';

/** All that a page of another origin may send and read. Nothing that it asks for is added. */
const COMMON = {
  allowMethods: ['GET', 'HEAD', 'POST'],
  // The last two are what browsers' tracing sends (https://www.w3.org/TR/trace-context/).
  allowHeaders: [
    ...['Authorization', 'Content-Type', 'X-EdgeLens-Key', 'X-Request-Id', 'X-Turnstile-Token'],
    ...['traceparent', 'tracestate'],
  ],
  exposeHeaders: ['RateLimit', 'RateLimit-Policy', 'Retry-After', 'Server-Timing', 'X-Request-Id'],
  maxAge: 7200,
};

const toAll = cors({ ...COMMON, origin: '*' });

const toListed = cors({
  ...COMMON,
  origin: (origin, c: Context<AppEnv>) => (settingsOf(c.env).origins.includes(origin) ? origin : null),
});

/**
 * Tells browsers which pages may call the API, read its timings and embed its files: those of all origins, or of the
 * listed ones. Cookies and other credentials are never shared. Only browsers obey it; other
 * programs send what they like.
 */
export const crossOrigin = createMiddleware<AppEnv>(async (c, next) => {
  const { origins } = settingsOf(c.env);
  const asksForMethods = c.req.method === 'OPTIONS';
  const isPreflight = asksForMethods && c.req.header('Access-Control-Request-Method') !== undefined;
  if (!isPreflight) await next();
  // Who asks for the methods of a path is answered by its route alone.
  if (isPreflight || !asksForMethods) {
    // After the answer is made: an answer that finds headers here before is copied to carry them.
    const preflight = await (origins === '*' ? toAll : toListed)(c, () => Promise.resolve());
    if (preflight !== undefined) c.res = preflight;
  }
  const { headers } = c.res;
  if (origins.length > 0) headers.set('Timing-Allow-Origin', origins === '*' ? '*' : origins.join(', '));
  headers.set('Cross-Origin-Resource-Policy', origins === '*' ? 'cross-origin' : 'same-origin');
});
