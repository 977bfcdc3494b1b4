import { createMiddleware } from 'hono/factory';

import type { AppEnv } from '../../api/app-env.ts';
import { type BuiltDescription, describeDeployment } from '../../api/description/deployment.ts';
import { settingsOf } from '../../api/protection/settings.ts';

/** `GET /openapi.json`: what the build has written, with what differs from deployment to deployment. */
export const description = createMiddleware<AppEnv>(async (c) => {
  const asset = await c.env.ASSETS.fetch(new URL('/openapi.json', c.req.url));
  if (!asset.ok) throw new Error(`the asset /openapi.json answered ${asset.status}: run "npm run build"`);
  const { origin } = new URL(c.req.url);
  return c.json(describeDeployment(await asset.json<BuiltDescription>(), origin, settingsOf(c.env)));
});
