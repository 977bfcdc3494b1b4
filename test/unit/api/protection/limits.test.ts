import { expect, it } from 'vitest';
import { unstable_readConfig } from 'wrangler';
import { z } from 'zod';

import { LIMITS } from '../../../../src/api/protection/limits.ts';

const configSchema = z.object({
  ratelimits: z.array(
    z.object({ name: z.string(), namespace_id: z.string(), simple: z.object({ limit: z.int(), period: z.int() }) }),
  ),
});

it('answers tell the limits that wrangler.toml sets', () => {
  const { ratelimits } = configSchema.parse(unstable_readConfig({ config: 'wrangler.toml' }));
  expect(ratelimits.map(({ name, simple }) => ({ binding: name, ...simple }))).toEqual(Object.values(LIMITS));
  expect(new Set(ratelimits.map(({ namespace_id }) => namespace_id)).size).toBe(3);
});
