import { expect, it } from 'vitest';
import { unstable_readConfig } from 'wrangler';
import { z } from 'zod';

const configSchema = z.looseObject({
  ratelimits: z.array(z.looseObject({ name: z.string(), namespace_id: z.string() })),
  observability: z.looseObject({ traces: z.object({ enabled: z.boolean(), head_sampling_rate: z.number() }) }),
});

type Config = z.infer<typeof configSchema>;

/** wrangler.toml as wrangler reads it for an environment; '' is the Worker above them. */
function read(environment: string): Config {
  return configSchema.parse(unstable_readConfig({ config: 'wrangler.toml', env: environment }));
}

/** What may differ: names, what wrangler found the environment by, how much is traced, what requests are counted under. */
const OWN = new Set(['name', 'topLevelName', 'targetEnvironment', 'definedEnvironments']);

/** All of a configuration that environments have in common. */
function common({ ratelimits, observability, ...rest }: Config): object {
  return {
    ...Object.fromEntries(Object.entries(rest).filter(([key]) => !OWN.has(key))),
    ratelimits: ratelimits.map((limit) => ({ ...limit, namespace_id: '' })),
    observability: { ...observability, traces: observability.traces.enabled },
  };
}

it.each([
  ['', 'edgelens', 0.01],
  ['staging', 'edgelens-staging', 1],
  ['production', 'edgelens-production', 0.01],
])('environment "%s" is the Worker %s', (environment, name, traced) => {
  const config = read(environment);
  expect(config['name']).toBe(name);
  expect(config.observability.traces).toEqual({ enabled: true, head_sampling_rate: traced });
});

it.each(['staging', 'production'])('%s has all that the Worker above the environments has', (environment) => {
  expect(common(read(environment))).toEqual(common(read('')));
});

it('no two Workers of one account count requests together', () => {
  const ids = ['', 'staging', 'production'].flatMap((environment) =>
    read(environment).ratelimits.map(({ namespace_id }) => namespace_id),
  );
  expect(new Set(ids).size).toBe(9);
});

it('there are no others', () => {
  expect(read('')['definedEnvironments']).toEqual(['staging', 'production']);
});
