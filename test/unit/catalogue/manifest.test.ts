import { readFile } from 'node:fs/promises';

import { expect, it } from 'vitest';

import { manifestSchema } from '../../../src/catalogue/manifest.ts';
import { listModels, modelSource } from '../../../src/catalogue/registry.ts';

// No Worker validates it: it is taken as it is when one starts.
it('models/manifest.json follows its schema, which changes nothing of it', async () => {
  const json: unknown = JSON.parse(await readFile(new URL('../../../models/manifest.json', import.meta.url), 'utf8'));
  const manifest = manifestSchema.parse(json);
  expect(manifest).toEqual(json);
  expect(listModels()).toEqual(manifest.models);
  for (const model of manifest.models) expect(modelSource(model)).toEqual(manifest.sources[model.source]);
});
