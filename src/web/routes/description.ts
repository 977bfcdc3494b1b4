import type { Context } from 'hono';
import { createMiddleware } from 'hono/factory';

import type { AppEnv } from '../../api/app-env.ts';
import { type BuiltDescription, describeDeployment } from '../../api/description/deployment.ts';
import { settingsOf } from '../../api/protection/settings.ts';
import type { ApiDescription } from '../pages/docs/description.ts';

/** `GET /openapi.json`. */
export const description = createMiddleware<AppEnv>(async (c) => c.json(await readDescription(c)));

/** What the build has written of the API, with what differs from deployment to deployment. */
export async function readDescription(c: Context<AppEnv>): Promise<ApiDescription & BuiltDescription> {
  const asset = await c.env.ASSETS.fetch(new URL('/openapi.json', c.req.url));
  if (!asset.ok) throw new Error(`the asset /openapi.json answered ${asset.status}: run "npm run build"`);
  const built = await asset.json<ApiDescription & BuiltDescription>();
  describeDeployment(built, new URL(c.req.url).origin, settingsOf(c.env));
  return built;
}
