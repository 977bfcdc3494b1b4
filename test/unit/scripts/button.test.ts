/** What Cloudflare's Deploy button reads of this repository: https://developers.cloudflare.com/workers/platform/deploy-buttons/ */
import { readFileSync } from 'node:fs';

import { expect, it } from 'vitest';
import { unstable_readConfig } from 'wrangler';
import { z } from 'zod';

const SECRETS = ['API_KEYS', 'OPERATOR_KEY', 'TURNSTILE_SECRET'];

const named = z.array(z.object({ name: z.string() }));
const bound = z.object({ binding: z.string() });
const configSchema = z.object({
  durable_objects: z.object({ bindings: named }),
  ratelimits: named,
  assets: bound,
  version_metadata: bound,
  vars: z.record(z.string(), z.unknown()),
});
const descriptionsSchema = z.object({
  cloudflare: z.object({ bindings: z.record(z.string(), z.strictObject({ description: z.string().max(160) })) }),
});

it('asks for no secret, and names each that can be set', () => {
  const lines = readFileSync('.dev.vars.example', 'utf8').split('\n');
  expect(lines.filter((line) => line !== '' && !line.startsWith('#'))).toEqual([]);
  const mentioned = lines.flatMap((line) => /^# ([A-Z_]+)=/.exec(line)?.[1] ?? []);
  expect(mentioned).toEqual(SECRETS);
});

it('describes every binding, variable and secret that it shows', () => {
  const config = configSchema.parse(unstable_readConfig({ config: 'wrangler.toml' }));
  const shown = [
    ...[...config.durable_objects.bindings, ...config.ratelimits].map(({ name }) => name),
    ...[config.assets, config.version_metadata].map(({ binding }) => binding),
    ...Object.keys(config.vars),
    ...SECRETS,
  ];
  const { cloudflare } = descriptionsSchema.parse(JSON.parse(readFileSync('package.json', 'utf8')));
  expect(Object.keys(cloudflare.bindings).sort()).toEqual(shown.sort());
});
