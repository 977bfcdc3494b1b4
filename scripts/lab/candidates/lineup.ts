import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { EngineName } from '../../../src/contract/names.ts';
import { enginesOf, type ModelEntry } from '../../../src/catalogue/manifest.ts';
import { neededShortSide } from '../../../src/inference/picture/preprocess.ts';
import { pagePicture } from '../../kit/load/page-picture.ts';
import type { Picture } from '../../kit/load/picture.ts';
import { randomModel } from '../../models/random-model.ts';
import { WORKSPACE, type Workspace, writeWhole } from '../../models/workspace.ts';
import type { Considered } from './candidate.ts';
import type { Entrant } from './contest.ts';

/** A candidate, and what is measured for it. */
export interface Starter {
  readonly considered: Considered;
  readonly entrant: Entrant;
  /** Random weights beside own ones of the same topology. */
  readonly control: Entrant | undefined;
  /** Why the SIMD engine does not run it; null where it does. */
  readonly withoutSimd: string | null;
}

/**
 * Makes a candidate ready to be measured: the model of the manifest where there is one, and one of random weights.
 *
 * @param folder where pictures and models of random weights go
 * @param engines that are asked for; those that cannot run it are left out
 */
export async function lineUp(
  considered: Considered,
  { folder, picture, engines }: { folder: string; picture: Picture; engines: readonly EngineName[] },
): Promise<Starter> {
  const { available, own } = considered;
  const { entry, model } = randomModel(available);
  const workspace: Workspace = { models: join(folder, entry.name), sources: WORKSPACE.sources };
  for (const { path, content } of model.files) await writeWhole(join(workspace.models, path), content);
  const entrantOf = async (entry: ModelEntry, workspace: Workspace): Promise<Entrant> => {
    const path = join(folder, `${entry.name}.jpg`);
    await writeFile(path, (await pagePicture(picture, neededShortSide(entry.input))).bytes);
    const able = enginesOf(entry);
    return { entry, workspace, picture: path, engines: engines.filter((engine) => able.includes(engine)) };
  };
  const random = await entrantOf(entry, workspace);
  const withoutSimd = model.withoutPlan;
  if (own === undefined) return { considered, entrant: random, control: undefined, withoutSimd };
  return { considered, entrant: await entrantOf(own, WORKSPACE), control: random, withoutSimd };
}
