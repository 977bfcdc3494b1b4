import { areKernelsBuilt, buildKernels } from '../build/kernels.ts';
import { buildModels } from './build.ts';
import { inspectModel } from './catalogue/inspection.ts';
import type { ModelAtHand } from './published/at-hand.ts';

/**
 * Builds what models lack to run on this machine: the kernels of the SIMD engine and their files, as a start does. So a command
 * that runs models works in a fresh clone. Says nothing where all is there.
 *
 * @throws Failure for a source that cannot be fetched or read, or a result that differs
 */
export async function haveReady(models: readonly ModelAtHand[], report: (line: string) => void): Promise<void> {
  if (!areKernelsBuilt()) await buildKernels(report);
  for (const { workspace, entry } of models) {
    if ((await inspectModel(workspace, entry)) === 'built') continue;
    await buildModels(workspace, { names: [entry.name], report });
  }
}
