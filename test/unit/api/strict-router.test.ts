import fc from 'fast-check';
import type { Router } from 'hono/router';
import { RegExpRouter } from 'hono/router/reg-exp-router';
import { expect, it } from 'vitest';

import { StrictRouter } from '../../../src/api/strict-router.ts';

const PATHS = ['/', '/healthz', '/v1/models', '/v1/models/:name', '/v1/models/:name/labels', '/static/*'];

/** A router with middleware, two methods of each path, and what answers the others, as the app has them. */
function withRoutes(router: Router<string>): Router<string> {
  router.add('ALL', '*', 'middleware');
  for (const method of ['GET', 'POST', 'ALL']) for (const path of PATHS) router.add(method, path, `${method} ${path}`);
  return router;
}

/** The handlers of a request in their order, each with its parameters. */
function handlersOf(router: Router<string>, method: string, path: string): [string, Record<string, string>][] {
  const [handlers, values] = router.match(method, path);
  return handlers.map(([handler, params]) => [
    handler,
    Object.fromEntries(
      Object.entries(params).map(([name, value]) => [name, String(values ? values[Number(value)] : value)]),
    ),
  ]);
}

const strict = withRoutes(new StrictRouter<string>());
const usual = withRoutes(new RegExpRouter<string>());

it.each([
  ['GET', '/healthz', ['middleware', 'GET /healthz', 'ALL /healthz']],
  ['PUT', '/healthz', ['middleware', 'ALL /healthz']],
  // What guards do not know must not reach a route.
  ['GET', '/healthz/', ['middleware']],
  ['POST', '/v1/models/a/', ['middleware']],
  ['GET', '//', ['middleware']],
  ['GET', '/static/a/', ['middleware', 'GET /static/*', 'ALL /static/*']],
])('finds for %s %s the handlers %j', (method, path, expected) => {
  expect(handlersOf(strict, method, path).map(([handler]) => handler)).toEqual(expected);
});

it('finds the same handlers and parameters as the usual router of hono', () => {
  const part = fc.constantFrom('', 'healthz', 'v1', 'models', 'static', 'labels', ':name', 'a', 'é', '%2F', '*', '.');
  fc.assert(
    fc.property(
      fc.constantFrom('GET', 'POST', 'PUT'),
      fc.array(fc.oneof({ weight: 4, arbitrary: part }, fc.string()), { maxLength: 5 }),
      (method, parts) => {
        const path = `/${parts.join('/')}`;
        expect(handlersOf(strict, method, path)).toEqual(handlersOf(usual, method, path));
      },
    ),
    { seed: 20_261_129, numRuns: 3000 },
  );
});
