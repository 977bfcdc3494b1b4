import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';

import { readLabels } from '../../inference/assets.ts';
import type { ModelEntry, ModelSource } from '../../inference/manifest.ts';
import { findModel, listModels, modelBytes, modelSource } from '../../inference/registry.ts';
import type { AppEnv } from '../app-env.ts';
import { requireModel } from '../job.ts';
import { problemDoc } from '../problem.ts';
import { modelDetailSchema, modelListSchema, type modelSchema } from '../schemas.ts';

const listRoute = createRoute({
  method: 'get',
  path: '/v1/models',
  summary: 'The models there are',
  tags: ['models'],
  responses: {
    200: {
      description: 'All models, the default one first.',
      content: { 'application/json': { schema: modelListSchema } },
    },
  },
});

const detailRoute = createRoute({
  method: 'get',
  path: '/v1/models/{name}',
  summary: 'One model with its labels',
  tags: ['models'],
  request: { params: z.object({ name: z.string().openapi({ example: 'efficientnet_b0' }) }) },
  responses: {
    200: { description: 'The model.', content: { 'application/json': { schema: modelDetailSchema } } },
    404: problemDoc('unknown-model'),
  },
});

/** `GET /v1/models` and `GET /v1/models/{name}`. */
export function modelRoutes(app: OpenAPIHono<AppEnv>): void {
  app.openapi(listRoute, (c) => c.json({ models: listModels().map(describe) }, 200));
  app.openapi(detailRoute, async (c) => {
    const model = requireModel(c.req.valid('param').name);
    return c.json({ ...describe(model), labels: [...(await readLabels(c.env.ASSETS, model))] }, 200);
  });
}

function describe(model: ModelEntry): z.infer<typeof modelSchema> {
  return {
    name: model.name,
    title: model.title,
    description: model.description,
    default: model === findModel(),
    licence: model.licence,
    source: describeSource(modelSource(model)),
    classes: model.classes.count,
    input: model.input,
    outputs: model.outputs,
    parameters: model.parameters,
    macs: model.macs,
    bytes: modelBytes(model),
    files: model.files,
  };
}

function describeSource(source: ModelSource): z.infer<typeof modelSchema>['source'] {
  if ('package' in source) return { name: source.package, version: source.version, homepage: source.homepage };
  if ('hub' in source) return { name: source.hub, version: source.revision, homepage: source.homepage };
  return { name: `models/${source.file}`, version: null, homepage: null };
}
