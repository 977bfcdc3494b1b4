import { createMiddleware } from 'hono/factory';

import { findModel } from '../../catalogue/registry.ts';
import type { AppEnv } from '../app-env.ts';

/** Paths of requests that name no model and list none. */
const WITHOUT_MODELS = /^\/(static\/|healthz$|service-worker\.js$|favicon\.ico$|problems\/)/;

/** Has the models of a bucket known, where a deployment has one. */
export const knowBucketModels = createMiddleware<AppEnv>(async (c, next) => {
  const { MODELS } = c.env;
  if (MODELS !== undefined && !WITHOUT_MODELS.test(c.req.path)) {
    const { lookIntoBucket } = await import('../../inference/model-bucket.ts');
    await lookIntoBucket(
      MODELS,
      namesOf(c.req.path, c.req.query()).some((name) => findModel(name) === undefined),
    );
  }
  await next();
});

/** The models that a request names, in its query or at the end of its path. */
function namesOf(path: string, { model, models = '' }: Record<string, string>): string[] {
  const [, inPath] = /^(?:\/v1|\/device)?\/models\/([^/]+)$/.exec(path) ?? [];
  const listed = models.split(',').map((entry) => entry.split('@', 1)[0]?.trim() ?? '');
  return [model ?? '', inPath ?? '', ...listed].filter((name) => name !== '');
}
