import type { Hono } from 'hono';

import type { AppEnv } from '../app-env.ts';
import { ProblemError } from '../problem.ts';

/**
 * Answers OPTIONS with the methods of a path (RFC 9110, section 9.3.7), and 405 with the same where a path exists but not for
 * the method. To be called after all routes.
 */
export function methodNotAllowed(app: Hono<AppEnv>): void {
  const allowed = new Map<string, Set<string>>();
  for (const { path, method } of app.routes) {
    if (method === 'ALL') continue;
    const methods = allowed.get(path) ?? new Set();
    allowed.set(path, methods.add(method));
    if (method === 'GET') methods.add('HEAD');
  }
  for (const [path, methods] of allowed) {
    const allow = [...methods, 'OPTIONS'].join(', ');
    app.all(path, (c) => {
      if (c.req.method === 'OPTIONS') return c.body(null, 204, { Allow: allow });
      throw new ProblemError(
        'method-not-allowed',
        `This path takes ${allow}.`,
        { allow: [...methods] },
        { Allow: allow },
      );
    });
  }
}
