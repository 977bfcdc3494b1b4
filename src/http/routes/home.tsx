import type { OpenAPIHono } from '@hono/zod-openapi';

import { listModels, modelBytes } from '../../inference/registry.ts';
import { HomePage } from '../../web/home.tsx';
import type { AppEnv } from '../app-env.ts';

/** `GET /`: what this is, for whoever opens the address in a browser. */
export function homeRoute(app: OpenAPIHono<AppEnv>): void {
  app.get('/', (c) =>
    c.html(
      <HomePage
        origin={new URL(c.req.url).origin}
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
