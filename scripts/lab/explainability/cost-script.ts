// The process of cost.ts: explains one picture again and again and tells the times.
import { readFile } from 'node:fs/promises';

import { gradCam } from '../../../src/verdict/gradcam.ts';
import { answerParent } from '../../kit/child-process.ts';
import { argmax } from '../../models/evaluation/metrics.ts';
import { openEngineNamed, pixelsOf, readHeadOf, readModelFiles } from '../../models/onnx/runtime.ts';
import type { CostOrder, CostTimes } from './cost.ts';

const RUNS = 60;

answerParent(async ({ workspace, entry, engine: name, picture }: CostOrder): Promise<CostTimes> => {
  const engine = await openEngineNamed(name);
  await engine.load(entry, await readModelFiles(workspace, entry, name));
  const head = await readHeadOf(workspace, entry);
  const pixels = await pixelsOf(new Uint8Array(await readFile(picture)), entry.input);
  const times: CostTimes = { infer_ms: [], map_ms: [] };
  for (let run = 0; run < RUNS; run++) {
    const begin = performance.now();
    const { logits, features } = await engine.run(entry, pixels, ['logits', 'features']);
    const inferred = performance.now();
    const best = argmax(logits.data);
    const explaining = performance.now();
    gradCam(features, head, [best]);
    times.map_ms.push(performance.now() - explaining);
    times.infer_ms.push(inferred - begin);
  }
  return times;
});
