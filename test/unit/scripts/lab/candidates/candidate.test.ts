import { expect, it } from 'vitest';

import { candidatesOf } from '../../../../../scripts/lab/candidates/candidate.ts';
import { readCatalogue } from '../../../../../scripts/models/catalogue/catalogue.ts';
import { readManifest, WORKSPACE } from '../../../../../scripts/models/workspace.ts';

const catalogue = await readCatalogue(WORKSPACE);
const manifest = await readManifest(WORKSPACE);
const named = (...patterns: string[]): string[] =>
  candidatesOf(patterns, catalogue, manifest).map(({ available }) => available.name);

it('are those that match, in an order of their own', () => {
  expect(named('*')).toHaveLength(8);
  expect(named('resnet50', 'mobilenetv3*')).toEqual([
    'mobilenetv3_small_100.lamb_in1k',
    'mobilenetv3_large_100.ra_in1k',
    'resnet50.a1_in1k',
  ]);
  expect(() => named('resnet50', 'vit*')).toThrow('no candidate matches "vit*". There are mobilenetv3_small_100');
});

it('have a published accuracy each', () => {
  for (const { available } of candidatesOf(['*'], catalogue, manifest)) {
    expect(available.accuracy.length, available.name).toBeGreaterThan(0);
  }
});

it('are measured with the weights of models that have their topology', () => {
  const owners = candidatesOf(['*'], catalogue, manifest).flatMap(({ available, own }) =>
    own === undefined ? [] : [{ available, own }],
  );
  expect(owners.map(({ own }) => own.name)).toEqual(
    expect.arrayContaining(['mobilenetv3_small_distilled', 'efficientnet_b0']),
  );
  for (const { available, own } of owners) {
    expect([own.parameters, own.macs, own.input.size]).toEqual([
      available.parameters,
      available.macs,
      available.input.size,
    ]);
  }
});

it("prefer weights that were added under timm's own name", () => {
  const [small] = manifest.models.filter(({ name }) => name === 'mobilenetv3_small_distilled');
  const added = { ...small, name: 'mobilenetv3_small_100.lamb_in1k' } as (typeof manifest.models)[number];
  const models = [...manifest.models, added];
  expect(candidatesOf(['mobilenetv3_small*'], catalogue, { ...manifest, models })[0]?.own).toBe(added);
});
