import type { Context } from 'hono';
import { createMiddleware } from 'hono/factory';

import { modelStore } from '../../inference/model-store.ts';
import type { ModelEntry } from '../../catalogue/manifest.ts';
import { listModels, scoreCalibration } from '../../catalogue/registry.ts';
import { modelBytes } from '../../catalogue/served-files.ts';
import { isListed } from '../../catalogue/wildcard.ts';
import type { AppEnv } from '../../api/app-env.ts';
import { requireLabels } from '../../api/pipeline/labels.ts';
import { type DeviceModel, planFiles } from '../device/device-model.ts';
import type { DeviceOffer } from '../device/offer.ts';

/** `GET /device/models/{name}`: what a browser has to know of a model to run it. */
export const modelDescription = createMiddleware<AppEnv>(async (c) => {
  const model = deviceModels(c).find(({ name }) => name === c.req.param('name'));
  if (model === undefined) return c.notFound();
  const [en, ja] = await Promise.all([requireLabels(c, model, 'en'), requireLabels(c, model, 'ja')]);
  const version = await versionOf(model);
  return c.json({
    version,
    entry: model,
    calibration: scoreCalibration(model),
    labels: { en, ja },
  } satisfies DeviceModel);
});

/** `GET /device/files/{sha256}`: the plan of a model. */
export const modelFile = createMiddleware<AppEnv>(async (c) => {
  const wanted = c.req.param('sha256');
  const file = deviceModels(c)
    .flatMap(planFiles)
    .find(({ sha256 }) => sha256 === wanted);
  if (file === undefined) return c.notFound();
  const response = await modelStore(c.env).fetch(new URL(`/models/${file.path}`, c.req.url));
  if (!response.ok) return c.notFound();
  return c.newResponse(response.body, 200, {
    'Content-Type': 'application/octet-stream',
    'Content-Length': String(file.bytes),
  });
});

/** The models that a browser may run, as the page's script is told. */
export async function deviceOffers(c: Context<AppEnv>): Promise<DeviceOffer[]> {
  return Promise.all(
    deviceModels(c).map(async (model) => ({
      name: model.name,
      version: await versionOf(model),
      bytes: modelBytes(model, 'simd'),
    })),
  );
}

function deviceModels(c: Context<AppEnv>): ModelEntry[] {
  return listModels().filter((model) => planFiles(model).length > 0 && isListed(c.env.DEVICE_MODELS ?? '', model.name));
}

const versions = new WeakMap<ModelEntry, Promise<string>>();

/** A sum over all that the manifest says of a model, once for each isolate. */
function versionOf(model: ModelEntry): Promise<string> {
  const known = versions.get(model);
  if (known !== undefined) return known;
  const version = crypto.subtle
    .digest('SHA-256', new TextEncoder().encode(JSON.stringify(model)))
    .then((sum) => Array.from(new Uint8Array(sum, 0, 8), (byte) => byte.toString(16).padStart(2, '0')).join(''));
  versions.set(model, version);
  return version;
}
