import type { OpenAPIHono } from '@hono/zod-openapi';

import type { AppEnv } from '../app-env.ts';
import { ProblemError } from '../problem.ts';

/** Answers 405 with an Allow header where a path exists, but not for the method. To be called after all routes. */
export function methodNotAllowed(app: OpenAPIHono<AppEnv>): void {
  const allowed = new Map<string, Set<string>>();
  for (const { path, method } of app.routes) {
    if (method === 'ALL') continue;
    const methods = allowed.get(path) ?? new Set();
    allowed.set(path, methods.add(method));
    if (method === 'GET') methods.add('HEAD');
  }
  for (const [path, methods] of allowed) {
    const allow = [...methods, 'OPTIONS'].join(', ');
    app.all(path, () => {
      throw new ProblemError(
        'method-not-allowed',
        `This path takes ${allow}.`,
        { allow: [...methods] },
        { Allow: allow },
      );
    });
  }
}
