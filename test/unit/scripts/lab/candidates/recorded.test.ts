import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { expect, it } from 'vitest';

import { candidatesOf } from '../../../../../scripts/lab/candidates/candidate.ts';
import { readManifest, WORKSPACE } from '../../../../../scripts/models/workspace.ts';
import { candidateFiguresSchema } from '../../../../../src/catalogue/candidate-figures.ts';
import { CATALOGUE } from './samples.ts';

const recorded = candidateFiguresSchema.parse(
  JSON.parse(await readFile(join(WORKSPACE.models, 'candidates.json'), 'utf8')),
);

it('has every candidate, with the costs and the accuracy of the catalogue', async () => {
  const considered = candidatesOf(['*'], CATALOGUE, await readManifest(WORKSPACE));
  expect(recorded.candidates.map(({ name }) => name)).toEqual(considered.map(({ available }) => available.name));
  for (const [index, { available }] of considered.entries()) {
    const candidate = recorded.candidates[index];
    expect(candidate).toMatchObject({
      title: available.title,
      size: available.input.size[1],
      parameters: available.parameters,
      macs: available.macs,
    });
    expect(available.accuracy).toContainEqual(candidate?.accuracy);
    // A graph and the headers of files beside the weights.
    expect(candidate?.bytes).toBeGreaterThan(available.bytes);
    expect(candidate?.bytes).toBeLessThan(1.02 * available.bytes);
    expect(recorded.sources).toHaveProperty(candidate?.accuracy?.source ?? '');
  }
});

it('was measured in full, in every engine that can run the model', () => {
  for (const { engines, without_simd: reason } of recorded.candidates) {
    expect(engines.map(({ engine }) => engine)).toEqual(reason === null ? ['onnxruntime', 'simd'] : ['onnxruntime']);
    for (const { runs, processes, ratio } of engines) {
      expect([runs, ratio]).toEqual([100, expect.any(Number)]);
      expect(processes).toBeGreaterThanOrEqual(3);
    }
  }
  expect(recorded.command).toContain('npm run bench -- --candidates --record');
});

it('is about models of this repository where it says so', async () => {
  const { models } = await readManifest(WORKSPACE);
  const own = recorded.candidates.flatMap(({ model }) => model ?? []);
  expect(own).toEqual(['mobilenetv3_small_distilled', 'efficientnet_b0']);
  for (const name of own) expect(models.map((model) => model.name)).toContain(name);
});
