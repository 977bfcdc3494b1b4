import type { Hono } from 'hono';
import { createMiddleware } from 'hono/factory';
import { HonoBase } from 'hono/hono-base';
import { requestId } from 'hono/request-id';

import { Stopwatch } from './latency/stopwatch.ts';
import type { AppEnv } from './api/app-env.ts';
import { knowBucketModels } from './api/middleware/bucket-models.ts';
import { caching } from './api/middleware/caching.ts';
import { crossOrigin } from './api/middleware/cross-origin.ts';
import { requireHost } from './api/middleware/host.ts';
import { discardRefusedBody } from './api/middleware/refused-body.ts';
import { ProblemError, problemOf } from './api/problem.ts';
import { protect } from './api/protection/protection.ts';
import { settingsOf } from './api/protection/settings.ts';
import { requestLog } from './api/middleware/request-log.ts';
import { trace } from './api/middleware/trace.ts';
import { calibrateRoute } from './api/routes/calibrate.ts';
import { classifyRoute } from './api/routes/classify.ts';
import { compareRoute } from './api/routes/compare.ts';
import { healthRoutes } from './api/routes/health.ts';
import { latencyRoute } from './api/routes/latency.ts';
import { methodNotAllowed } from './api/routes/method-not-allowed.ts';
import { metricsRoute } from './api/routes/metrics.ts';
import { modelRoutes } from './api/routes/models.ts';
import { recommendRoute } from './api/routes/recommend.ts';
import { verifyRoute } from './api/routes/verify.ts';
import { StrictRouter } from './api/strict-router.ts';
import { securityHeaders } from './api/middleware/security-headers.ts';
import { answerError, webRoutes } from './web/routes.ts';

/** The whole HTTP surface: middleware and mounting only. */
export function createApp(): Hono<AppEnv> {
  // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- Hono adds nothing to HonoBase but the usual routers, whose code would be in the bundle.
  const app: Hono<AppEnv> = new HonoBase({ router: new StrictRouter() });

  app.use(requestId({ limitLength: 64 }));
  app.use(trace);
  app.use(requestLog);
  app.use(securityHeaders<AppEnv>((c) => typeof settingsOf(c.env).turnstile === 'object'));
  app.use(caching);
  app.use(crossOrigin);
  app.use(discardRefusedBody);
  app.use(requireHost);
  protect(app);
  app.use(knowBucketModels);
  app.use(noteArrival);

  app.onError((error, c) => answerError(c, problemOf(c, error)));
  app.notFound((c) =>
    answerError(c, new ProblemError('not-found', 'There is nothing at this path. The API is described at /docs.')),
  );

  classifyRoute(app);
  compareRoute(app);
  calibrateRoute(app);
  modelRoutes(app);
  recommendRoute(app);
  latencyRoute(app);
  metricsRoute(app);
  verifyRoute(app);
  healthRoutes(app);
  webRoutes(app);
  methodNotAllowed(app);
  return app;
}

/** The wait for the body is timed from here on. */
const noteArrival = createMiddleware<AppEnv>(async (c, next) => {
  c.set('arrival', new Stopwatch());
  await next();
});
