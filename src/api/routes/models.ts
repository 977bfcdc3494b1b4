import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { etag, RETAINED_304_HEADERS } from 'hono/etag';

import {
  type availableModelSchema,
  modelDetailSchema,
  modelListQuerySchema,
  modelListSchema,
  type modelSchema,
} from '../../contract/model.ts';
import { readCatalogue, readLabels } from '../../catalogue/assets.ts';
import type { AvailableModel, Catalogue } from '../../catalogue/catalogue.ts';
import { availableEngines } from '../../inference/engines/engines.ts';
import type { ModelEntry, ModelSource } from '../../catalogue/manifest.ts';
import { findModel, listModels, modelBytes, modelSource } from '../../catalogue/registry.ts';
import { matchesModel } from '../../catalogue/wildcard.ts';
import type { AppEnv } from '../app-env.ts';
import { headerDocs } from '../../contract/headers.ts';
import { noQuerySchema } from '../../contract/query.ts';
import { requireModel } from '../pipeline/members.ts';
import { problemDoc } from '../problem.ts';

const notModified = {
  description: 'Nothing has changed since the answer whose ETag was sent as If-None-Match.',
  headers: headerDocs('ETag'),
};

const listRoute = createRoute({
  method: 'get',
  path: '/v1/models',
  operationId: 'listModels',
  summary: 'The models there are, and those that could be added',
  tags: ['models'],
  request: { query: modelListQuerySchema },
  responses: {
    200: {
      description: 'All models, or those whose names match, the default one first.',
      headers: headerDocs('ETag'),
      content: { 'application/json': { schema: modelListSchema } },
    },
    304: notModified,
  },
});

const detailRoute = createRoute({
  method: 'get',
  path: '/v1/models/{name}',
  operationId: 'getModel',
  summary: 'One model with its labels',
  tags: ['models'],
  request: {
    query: noQuerySchema,
    params: z.object({ name: z.string().openapi({ minLength: 1, example: 'efficientnet_b0' }) }),
  },
  responses: {
    200: {
      description: 'The model.',
      headers: headerDocs('ETag'),
      content: { 'application/json': { schema: modelDetailSchema } },
    },
    304: notModified,
    404: problemDoc('unknown-model'),
  },
});

/** What a 304 has of a 200: what caches need, what names and counts the request, and what lets pages of others read both. */
const RETAINED = [
  ...RETAINED_304_HEADERS,
  'X-Request-Id',
  'RateLimit-Policy',
  'Access-Control-Allow-Origin',
  'Access-Control-Expose-Headers',
];

/** `GET /v1/models` and `GET /v1/models/{name}`. */
export function modelRoutes(app: OpenAPIHono<AppEnv>): void {
  app.use('/v1/models/*', etag({ retainedHeaders: RETAINED }));
  app.openapi(listRoute, async (c) => {
    const { name: pattern = '*' } = c.req.valid('query');
    const models = listModels().filter(({ name }) => matchesModel(pattern, name));
    const catalogue = await readCatalogue(c.env.ASSETS);
    const available = catalogue.models.filter(
      ({ name }) => findModel(name) === undefined && matchesModel(pattern, name),
    );
    return c.json(
      { models: models.map(describe), available: available.map((model) => describeAvailable(model, catalogue)) },
      200,
    );
  });
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
    temperature: model.temperature ?? 1,
    engines: availableEngines(model).map((name) => ({ name, bytes: modelBytes(model, name) })),
    measured: model.measured ?? null,
    files: model.files,
  };
}

function describeAvailable(
  { accuracy, ...model }: AvailableModel,
  { sources }: Catalogue,
): z.infer<typeof availableModelSchema> {
  return {
    ...model,
    homepage: `https://huggingface.co/timm/${model.name}`,
    accuracy: accuracy.flatMap(({ source: key, ...figures }) => {
      const source = sources[key];
      return source === undefined ? [] : [{ ...figures, source }];
    }),
  };
}

function describeSource(source: ModelSource): z.infer<typeof modelSchema>['source'] {
  if ('package' in source) return { name: source.package, version: source.version, homepage: source.homepage };
  if ('hub' in source) return { name: source.hub, version: source.revision, homepage: source.homepage };
  return { name: `models/${source.file}`, version: null, homepage: null };
}
