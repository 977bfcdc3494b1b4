import { join } from 'node:path';

import { unstable_readConfig } from 'wrangler';
import { z } from 'zod';

import type { ModelEntry } from '../../src/catalogue/manifest.ts';
import { UsageError } from '../kit/failure.ts';
import { ROOT } from '../kit/paths.ts';
import { ownPlace } from '../models/published/place.ts';
import { readServed } from '../models/published/served.ts';
import { readManifest, type Workspace } from '../models/workspace.ts';

/** A model that this checkout can build and run. */
export interface KnownModel {
  readonly entry: ModelEntry;
  readonly workspace: Workspace;
}

/** What a deployment of this checkout is expected to be. */
export interface Checkout {
  readonly models: ReadonlyMap<string, KnownModel>;
  /** Names of the models that a deployment has: with those that a start has fetched, or without. */
  readonly lists: readonly (readonly string[])[];
  readonly settings: DeployedSettings;
}

/** What wrangler.toml says of a deployment, as far as it shows from outside. */
export interface DeployedSettings {
  /** Name of the Worker. */
  readonly name: string;
  readonly maxBodyBytes: number;
  readonly limitsRates: boolean;
  readonly hasLedger: boolean;
  /** As `isListed` takes it. */
  readonly deviceModels: string;
}

const configSchema = z.object({
  name: z.string().optional(),
  vars: z.looseObject({
    MAX_BODY_BYTES: z.coerce.number(),
    RATE_LIMIT: z.string().default('on'),
    DEVICE_MODELS: z.string().default(''),
  }),
  durable_objects: z.object({ bindings: z.array(z.object({ name: z.string() })) }),
  definedEnvironments: z.array(z.string()).optional(),
});

/**
 * Reads what this checkout deploys. It must have been built.
 * @param environment of wrangler.toml; the top level when left out
 * @throws UsageError when there is no such environment
 */
export async function readCheckout(environment?: string): Promise<Checkout> {
  const place = ownPlace();
  const { manifest, published } = await readServed(place);
  const shipped = await readManifest(place.shipped);
  const models = new Map<string, KnownModel>();
  for (const entry of shipped.models) models.set(entry.name, { entry, workspace: place.shipped });
  for (const entry of manifest.models.filter(({ name }) => published.has(name))) {
    models.set(entry.name, { entry, workspace: place.published });
  }
  const lists = [manifest.models, shipped.models].map((list) => list.map(({ name }) => name));
  return { models, lists, settings: readSettings(environment) };
}

function readSettings(env: string | undefined): DeployedSettings {
  const top = readConfig();
  const environments = top.definedEnvironments ?? [];
  // wrangler itself would answer with a page of advice.
  if (env !== undefined && !environments.includes(env)) {
    throw new UsageError(`--env: wrangler.toml has no environment ${env}; it has ${environments.join(', ') || 'none'}`);
  }
  const config = env === undefined ? top : readConfig(env);
  return {
    name: config.name ?? 'edgelens',
    maxBodyBytes: config.vars.MAX_BODY_BYTES,
    limitsRates: config.vars.RATE_LIMIT === 'on',
    hasLedger: config.durable_objects.bindings.some(({ name }) => name === 'LEDGER'),
    deviceModels: config.vars.DEVICE_MODELS,
  };
}

function readConfig(env?: string): z.infer<typeof configSchema> {
  const args = { config: join(ROOT, 'wrangler.toml'), ...(env !== undefined && { env }) };
  return configSchema.parse(unstable_readConfig(args, { hideWarnings: true }));
}
