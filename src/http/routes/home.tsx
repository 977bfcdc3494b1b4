import type { OpenAPIHono } from '@hono/zod-openapi';
import type { Context } from 'hono';

import { listModels, modelBytes } from '../../inference/registry.ts';
import { type HomeGate, HomePage } from '../../web/home.tsx';
import type { AppEnv } from '../app-env.ts';
import { settingsOf } from '../protection/settings.ts';
import { ACTION } from '../protection/turnstile.ts';
import { verifiedSession } from '../protection/verified-session.ts';

/** `GET /`: what this is, for whoever opens the address in a browser. */
export function homeRoute(app: OpenAPIHono<AppEnv>): void {
  app.get('/', async (c) =>
    c.html(
      <HomePage
        origin={new URL(c.req.url).origin}
        gate={await gateOf(c)}
        models={listModels().map((model) => ({
          name: model.name,
          title: model.title,
          classes: model.classes.count,
          parameters: model.parameters,
          macs: model.macs,
          bytes: modelBytes(model),
        }))}
      />,
    ),
  );
}

async function gateOf(c: Context<AppEnv>): Promise<HomeGate> {
  const { requireKey, turnstile } = settingsOf(c.env);
  if (requireKey) return { kind: 'key' };
  if (turnstile === 'incomplete') return { kind: 'closed' };
  if (turnstile === undefined || (await verifiedSession(c, turnstile)) !== undefined) return { kind: 'open' };
  return { kind: 'verification', siteKey: turnstile.siteKey, action: ACTION };
}
