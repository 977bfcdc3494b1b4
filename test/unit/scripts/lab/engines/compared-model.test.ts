import { expect, it } from 'vitest';

import { comparedModels } from '../../../../../scripts/lab/engines/compared-model.ts';
import { readCatalogue } from '../../../../../scripts/models/catalogue/catalogue.ts';
import { readManifest, WORKSPACE } from '../../../../../scripts/models/workspace.ts';

const manifest = await readManifest(WORKSPACE);
const catalogue = await readCatalogue(WORKSPACE);

it("takes models of the manifest as they are, and makes weights up for timm's others", () => {
  const names = ['mobilenetv3_small_distilled', 'mobilenetv3_small_050.lamb_in1k'];
  const [own, made] = comparedModels(names, manifest, catalogue);
  expect([own?.entry, own?.random]).toEqual([manifest.models.find(({ name }) => name === names[0]), undefined]);
  expect([made?.entry.name, made?.entry, made?.random?.model.withoutPlan]).toEqual([
    names[1],
    made?.random?.entry,
    null,
  ]);
});

it("takes real weights that were added under timm's name", () => {
  const [first] = manifest.models;
  if (first === undefined) throw new Error('the manifest is empty');
  const added = { ...first, name: 'mobilenetv3_large_100.ra_in1k' };
  const models = [first, added];
  expect(comparedModels([added.name], { ...manifest, models }, catalogue)).toEqual([
    { entry: added, random: undefined },
  ]);
});

it('says which models there are, and what the SIMD engine cannot run', () => {
  const take = (name: string) => () => comparedModels([name], manifest, catalogue);
  expect(take('mobilenetv3_large_100')).toThrow(
    /there is no mobilenetv3_large_100\. Both engines can run efficientnet_b0, .*such as mobilenetv3_large_100\.ra_in1k/,
  );
  expect(take('resnet18.a1_in1k')).toThrow('cannot run resnet18.a1_in1k, node "stem_pool": there is no SIMD kernel');
  const models = manifest.models.map((model) => ({
    ...model,
    files: model.files.filter(({ role }) => role !== 'plan'),
  }));
  expect(() => comparedModels(['efficientnet_b0'], { ...manifest, models }, catalogue)).toThrow(
    'cannot run efficientnet_b0',
  );
});
