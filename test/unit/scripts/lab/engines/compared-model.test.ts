import { expect, it } from 'vitest';

import { comparedModels } from '../../../../../scripts/lab/engines/compared-model.ts';
import { readCatalogue } from '../../../../../scripts/models/catalogue/catalogue.ts';
import { readManifest, WORKSPACE } from '../../../../../scripts/models/workspace.ts';

const manifest = await readManifest(WORKSPACE);
const catalogue = await readCatalogue(WORKSPACE);
const known = { manifest, catalogue };
const rolesOf = (files: readonly { readonly role: string }[] = []): string[] => files.map(({ role }) => role).sort();

it("takes models of the manifest as they are, and makes weights up for timm's others", async () => {
  const names = ['mobilenetv3_small_distilled', 'mobilenetv3_small_050.lamb_in1k'];
  const [own, made] = await comparedModels(WORKSPACE, names, known);
  expect([own?.entry, own?.random]).toEqual([manifest.models.find(({ name }) => name === names[0]), undefined]);
  expect([made?.entry.name, made?.entry, made?.random?.model.withoutPlan]).toEqual([
    names[1],
    made?.random?.entry,
    null,
  ]);
});

it('has int8 for both engines, which the manifest has for one of them only', async () => {
  const names = ['mobilenetv3_small_distilled', 'mobilenetv3_small_050.lamb_in1k'];
  const [own, made] = await comparedModels(WORKSPACE, names, known);
  const all = ['backbone', 'graph', 'head', 'optimised', 'plan'];
  expect([own, made].map((model) => model?.int8?.entry.name)).toEqual(names.map((name) => `${name}_int8`));
  expect([own, made].map((model) => rolesOf(model?.int8?.entry.files))).toEqual([all, all]);
  const shipped = manifest.models.find(({ name }) => name === `${names[0] ?? ''}_int8`);
  expect(rolesOf(shipped?.files)).toEqual(['head', 'plan']);
  const planOf = (files: (typeof manifest.models)[number]['files'] = []) => files.find(({ role }) => role === 'plan');
  expect(planOf(own?.int8?.entry.files)).toEqual(planOf(shipped?.files));
});

it("takes real weights that were added under timm's name", async () => {
  const [first] = manifest.models;
  if (first === undefined) throw new Error('the manifest is empty');
  const added = { ...first, name: 'mobilenetv3_large_100.ra_in1k' };
  const models = [first, added];
  expect(await comparedModels(WORKSPACE, [added.name], { catalogue, manifest: { ...manifest, models } })).toEqual([
    { entry: added, random: undefined, int8: undefined },
  ]);
});

it('says which models there are, and what only one of the engines can run', async () => {
  const take = (name: string) => comparedModels(WORKSPACE, [name], known);
  await expect(take('mobilenetv3_large_100')).rejects.toThrow(
    /there is no mobilenetv3_large_100\. Both engines can run efficientnet_b0, .*such as mobilenetv3_large_100\.ra_in1k/,
  );
  await expect(take('resnet18.a1_in1k')).rejects.toThrow(
    'cannot run resnet18.a1_in1k, node "stem_pool": there is no SIMD kernel',
  );
  await expect(take('efficientnet_b0_int8')).rejects.toThrow('only one of the engines can run efficientnet_b0_int8');
});
