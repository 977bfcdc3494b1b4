import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { catalogueTable, makeCatalogue, readCatalogue } from '../../../../scripts/models/catalogue/catalogue.ts';
import { TIMM_ARCHITECTURES } from '../../../../scripts/models/networks/timm-architectures.ts';
import { WORKSPACE } from '../../../../scripts/models/workspace.ts';

test('the catalogue is what its sources and the graphs say', async () => {
  expect(await makeCatalogue()).toEqual(await readCatalogue(WORKSPACE));
});

test('the documentation has its table', async () => {
  const text = readFileSync(join(import.meta.dirname, '../../../../docs/models.md'), 'utf8');
  const cells = (line: string): string => line.replace(/ +/g, ' ').replace(/-{3,}/g, '---');
  const lines = new Set(text.split('\n').map(cells));
  for (const line of await catalogueTable(WORKSPACE)) expect(lines).toContain(cells(line));
});

/** timm's figures of 2025-10-30: parameters in millions and GMACs, BatchNorm and activations counted, too. */
test.each([
  ['mobilenetv3_small_100.lamb_in1k', 2.54, 0.06],
  ['mobilenetv3_large_100.ra_in1k', 5.48, 0.23],
  ['efficientnet_lite0.ra_in1k', 4.65, 0.4],
  ['efficientnet_b0.ra_in1k', 5.29, 0.4],
  ['resnet50.a1_in1k', 25.56, 4.11],
  ['efficientnet_b3.ra2_in1k', 12.23, 1.63],
  ['convnext_tiny.fb_in1k', 28.59, 4.47],
])('%s costs about what timm published', async (name, parameters, gmacs) => {
  const found = (await readCatalogue(WORKSPACE)).models.find((model) => model.name === name);
  expect((found?.parameters ?? NaN) / 1e6 / parameters).toBeGreaterThan(0.99);
  expect((found?.parameters ?? NaN) / 1e6 / parameters).toBeLessThan(1.005);
  expect(Math.abs((found?.macs ?? NaN) / 1e9 - gmacs)).toBeLessThan(Math.max(0.07 * gmacs, 0.005));
});

test('every architecture that has weights is in it', async () => {
  const listed = new Set((await readCatalogue(WORKSPACE)).models.map(({ name }) => name.split('.')[0]));
  const missing = [...TIMM_ARCHITECTURES.keys()].filter((name) => !listed.has(name));
  // timm has no weights for these.
  expect(missing).toEqual([
    'mobilenetv3_large_075',
    'efficientnet_lite1',
    'efficientnet_lite2',
    'efficientnet_lite3',
    'efficientnet_lite4',
  ]);
});
