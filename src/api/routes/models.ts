import type { Hono } from 'hono';
import { etag, RETAINED_304_HEADERS } from 'hono/etag';

import type { AvailableModelDescription, ModelDescription, ModelDetail, ModelList } from '../../contract/model.ts';
import { modelListQuery, modelQuery } from '../../contract/query/models.ts';
import { readCatalogue } from '../../catalogue/assets.ts';
import type { AvailableModel, Catalogue } from '../../catalogue/catalogue.ts';
import { availableEngines } from '../../inference/engines/engines.ts';
import type { ModelEntry, ModelSource } from '../../catalogue/manifest.ts';
import { findModel, listModels, modelSource } from '../../catalogue/registry.ts';
import { modelBytes } from '../../catalogue/served-files.ts';
import { matchesModel } from '../../catalogue/wildcard.ts';
import type { AppEnv } from '../app-env.ts';
import { requireLabels } from '../pipeline/labels.ts';
import { requireModel } from '../pipeline/members.ts';
import { requireQuery } from '../require-query.ts';

/** What a 304 has of a 200: what caches need, what names and counts the request, and what lets pages of others read both. */
const RETAINED = [
  ...RETAINED_304_HEADERS,
  'X-Request-Id',
  'RateLimit-Policy',
  'Access-Control-Allow-Origin',
  'Access-Control-Expose-Headers',
];

/** `GET /v1/models` and `GET /v1/models/{name}`. */
export function modelRoutes(app: Hono<AppEnv>): void {
  app.use('/v1/models/*', etag({ retainedHeaders: RETAINED }));
  app.get('/v1/models', async (c) => {
    const { name: pattern = '*' } = requireQuery(c, modelListQuery);
    const models = listModels().filter((model) => matchesModel(pattern, model.name) || model === findModel(pattern));
    const catalogue = await readCatalogue(c.env.ASSETS);
    const available = catalogue.models.filter(
      ({ name }) => findModel(name) === undefined && matchesModel(pattern, name),
    );
    return c.json({
      models: models.map(describe),
      available: available.map((model) => describeAvailable(model, catalogue)),
    } satisfies ModelList);
  });
  app.get('/v1/models/:name', async (c) => {
    const { lang } = requireQuery(c, modelQuery);
    const model = requireModel(c.req.param('name'));
    const labels = [...(await requireLabels(c, model, lang))];
    return c.json({ ...describe(model), labels } satisfies ModelDetail);
  });
}

function describe(model: ModelEntry): ModelDescription {
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
    threshold: model.threshold ?? null,
    engines: availableEngines(model).map((name) => ({ name, bytes: modelBytes(model, name) })),
    measured: model.measured ?? null,
    files: model.files,
  };
}

function describeAvailable({ accuracy, ...model }: AvailableModel, { sources }: Catalogue): AvailableModelDescription {
  return {
    ...model,
    homepage: `https://huggingface.co/timm/${model.name}`,
    accuracy: accuracy.flatMap(({ source: key, ...figures }) => {
      const source = sources[key];
      return source === undefined ? [] : [{ ...figures, source }];
    }),
  };
}

function describeSource(source: ModelSource): ModelDescription['source'] {
  if ('package' in source) return { name: source.package, version: source.version, homepage: source.homepage };
  if ('hub' in source) return { name: source.hub, version: source.revision, homepage: source.homepage };
  return { name: `models/${source.file}`, version: null, homepage: null };
}
