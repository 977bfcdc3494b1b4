import { expect, it } from 'vitest';

import { WORKSPACE } from '../../../../../scripts/models/workspace.ts';
import { inlineModel } from '../../../../../scripts/lab/peers/targets/inline-model.ts';
import { unitTensor } from '../../../../../scripts/lab/peers/targets/tensors.ts';
import { entryOf, open, readFiles } from '../../models/onnx/onnxruntime.ts';

it('a model in one file answers exactly as the one in several', async () => {
  const entry = entryOf('mobilenetv3_small_triage');
  const pixels = Float32Array.from({ length: 3 * 224 * 224 }, (_, index) => Math.sin(index / 100));
  const apart = await open(await readFiles(entry));
  const inOne = await open({ graph: await inlineModel(WORKSPACE, entry), weights: new Map() });
  expect((await inOne(pixels)).logits).toEqual((await apart(pixels)).logits);
});

it('the tensor of another layout holds the same picture', () => {
  // Two pixels, R G B = 0.5 0.25 1 and 0 1 0.75, normalised with mean 0.5, 0.25, 0 and std 0.5, 0.25, 1.
  const input = {
    name: 'pixels',
    size: [3, 1, 2] as [3, number, number],
    mean: [0.5, 0.25, 0] as [number, number, number],
    std: [0.5, 0.25, 1] as [number, number, number],
    crop_mode: 'center' as const,
    crop_pct: 1,
    interpolation: 'bilinear' as const,
  };
  const normalised = Float32Array.of(0, -1, 0, 3, 1, 0.75);
  expect([...unitTensor(normalised, input)]).toEqual([0.5, 0.25, 1, 0, 1, 0.75]);
});
