import type { MiddlewareHandler } from 'hono';

import type { AppEnv } from './app-env.ts';

/**
 * A handler whose code is evaluated when a request first needs it, so that an isolate does not begin with it. In the
 * bundle an `import()` loads nothing: esbuild makes of it a function that runs the modules where they are.
 */
export function lazily(load: () => Promise<MiddlewareHandler<AppEnv>>): MiddlewareHandler<AppEnv> {
  return async (c, next) => (await load())(c, next);
}
