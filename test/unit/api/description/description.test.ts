import { readdir, readFile } from 'node:fs/promises';

import { expect, it } from 'vitest';

import packageJson from '../../../../package.json' with { type: 'json' };
import { ASSETS } from '../../../../scripts/kit/paths.ts';
import { describeApi } from '../../../../src/api/description/description.ts';

const ROUTES = new URL('../../../../src/api/routes/', import.meta.url);

const description = describeApi(packageJson.version);

it('is the asset that the Worker answers with', async () => {
  expect(await readFile(`${ASSETS}/openapi.json`, 'utf8'), 'run "npm run build"').toBe(JSON.stringify(description));
});

it('has every route of the API, and no other', async () => {
  const described = Object.entries(description.paths ?? {}).flatMap(([path, item]) =>
    Object.keys(item).map((method) => `${method} ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`),
  );
  // A route needs workerd to run, so its path is read from its source.
  const sources = await Promise.all((await readdir(ROUTES)).map((file) => readFile(new URL(file, ROUTES), 'utf8')));
  const routed = sources.flatMap((source) =>
    Array.from(
      source.matchAll(/\bapp\.(get|post|put|patch|delete)\('([^']+)'/g),
      ([, method, path]) => `${method} ${path}`,
    ),
  );
  expect(described.sort()).toEqual(routed.sort());
  expect(described.length).toBeGreaterThan(10);
});
