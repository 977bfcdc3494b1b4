import { createMiddleware } from 'hono/factory';

import type { AppEnv } from '../app-env.ts';
import { ProblemError } from '../problem.ts';

/** What a URL would take for the end of a host, or for the name of a user before it. */
const BEYOND_A_HOST = /[/?#@\\]/;

/**
 * Refuses a `Host` that is not one (RFC 9110, section 7.2). Runtimes glue it to the path unread and join several with a comma,
 * so that the request would be about no address at all, or about another one.
 * @throws ProblemError `invalid-host`
 */
export const requireHost = createMiddleware<AppEnv>(async (c, next) => {
  const host = c.req.header('Host') ?? '';
  if (BEYOND_A_HOST.test(host) || !URL.canParse(c.req.url)) {
    throw new ProblemError('invalid-host', 'Send one Host header with a name or an address, and a port if need be.');
  }
  await next();
});
