import { createMiddleware } from 'hono/factory';

import type { AppEnv } from '../../api/app-env.ts';
import { requireModel } from '../../api/pipeline/members.ts';
import { readCard, readCatalogue } from '../../catalogue/assets.ts';
import { modelStore } from '../../inference/model-store.ts';
import { findModel, listModels, modelSource } from '../../catalogue/registry.ts';
import { availableEngines } from '../../inference/engines/engines.ts';
import { AvailablePage } from '../pages/models/available-page.tsx';
import { ModelListPage } from '../pages/models/list-page.tsx';
import { ModelPage } from '../pages/models/model-page.tsx';
import { pageTranslator } from './language.ts';

/** `GET /models`: the models that are served, and those that could be. */
export const modelListPage = createMiddleware<AppEnv>(async (c) => {
  const models = listModels().map((model) => ({ model, engines: availableEngines(model) }));
  const catalogue = await readCatalogue(c.env.ASSETS);
  const available = catalogue.models.filter(({ name }) => findModel(name) === undefined);
  return c.html(<ModelListPage t={pageTranslator(c)} {...{ models, available }} />);
});

/** `GET /models/:name`: what `GET /v1/models/{name}` says, and the model's card, for people. */
export const modelPage = createMiddleware<AppEnv>(async (c) => {
  const t = pageTranslator(c);
  const asked = c.req.param('name') ?? '';
  const { models, sources } = await readCatalogue(c.env.ASSETS);
  const available = models.find(({ name }) => name === asked);
  if (available !== undefined && findModel(asked) === undefined) {
    return c.html(<AvailablePage t={t} model={available} sources={sources} />);
  }
  const model = requireModel(asked);
  // Whoever asks for a network learns which model it is.
  if (model.name !== asked) return c.redirect(`/models/${model.name}`);
  const variants = listModels().filter(({ variant }) => variant?.of === model.name);
  return c.html(
    <ModelPage
      t={t}
      model={model}
      isDefault={model === findModel()}
      source={modelSource(model)}
      engines={availableEngines(model)}
      variants={variants.map(({ name }) => name)}
      card={await readCard(modelStore(c.env), model)}
    />,
  );
});
