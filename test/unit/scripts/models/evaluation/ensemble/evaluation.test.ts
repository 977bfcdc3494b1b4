import { join } from 'node:path';

import { expect, it } from 'vitest';

import { evaluateEnsemble } from '../../../../../../scripts/models/evaluation/ensemble/evaluation.ts';
import { openEngine, readModelFiles } from '../../../../../../scripts/models/onnx/runtime.ts';
import { findEntry, WORKSPACE } from '../../../../../../scripts/models/workspace.ts';

it('lets each model vote at its own temperature, as a request does', async () => {
  const [first, second] = await Promise.all(
    ['efficientnet_b0', 'mobilenetv3_small_distilled'].map((name) => findEntry(WORKSPACE, name)),
  );
  if (first === undefined || second === undefined) throw new Error('a model is missing');
  const engine = await openEngine();
  for (const model of [first, second]) await engine.load(model, await readModelFiles(WORKSPACE, model));
  // A printed page: a menu (922) with a score of 0.56 for the first model, a web site (916) with 0.90 for the second.
  const path = join(WORKSPACE.sources, 'qvac-classification-ggml/test/images/report_2.jpg');
  const votes = async (temperature: number | undefined): Promise<unknown> =>
    evaluateEnsemble(engine, [first, { ...second, temperature }], [[0.5, 0.5]], [{ path, truth: 922 }]);

  expect(await votes(second.temperature)).toMatchObject({
    members: [{ top1: 1 }, { top1: 0 }],
    ...{ pictures: 1, best: 0, skipped: [] },
    weightings: [{ top1: 0, mended: 0, spoiled: 1 }],
  });
  // So hot that all classes have the same score: its vote changes nothing.
  expect(await votes(1e6)).toMatchObject({
    members: [{ top1: 1 }, { top1: 0 }],
    weightings: [{ top1: 1, mended: 0, spoiled: 0 }],
  });
});
