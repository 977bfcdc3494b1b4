import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { EngineName } from '../../../src/contract/names.ts';
import type { ModelEntry } from '../../../src/catalogue/manifest.ts';
import { enginesOf } from '../../../src/catalogue/served-files.ts';
import { neededShortSide } from '../../../src/inference/picture/preprocess.ts';
import { type Picture, shrunkPicture } from '../../kit/load/picture.ts';
import { randomModel } from '../../models/random-model.ts';
import { WORKSPACE, type Workspace, writeWhole } from '../../models/workspace.ts';
import type { Considered } from './candidate.ts';
import type { TestedModel } from './measurement.ts';

/** A candidate that is ready to be measured. */
export interface PreparedCandidate {
  readonly considered: Considered;
  /** What is measured for it. */
  readonly tested: TestedModel;
  /** Quantised variants of a model of the manifest. */
  readonly variants: readonly TestedModel[];
  /** Random weights beside own ones of the same topology. */
  readonly control: TestedModel | undefined;
  /** Why the SIMD engine does not run it; null where it does. */
  readonly withoutSimd: string | null;
}

/**
 * Makes a candidate ready to be measured: the model of the manifest where there is one, and one of random weights.
 *
 * @param folder for pictures and models of random weights
 * @param engines the user asked for; those that cannot run the model are left out
 */
export async function prepareCandidate(
  considered: Considered,
  { folder, picture, engines }: { folder: string; picture: Picture; engines: readonly EngineName[] },
): Promise<PreparedCandidate> {
  const { available, own, variants } = considered;
  const { entry, model } = randomModel(available);
  const workspace: Workspace = { models: join(folder, entry.name), sources: WORKSPACE.sources };
  for (const { path, content } of model.files) await writeWhole(join(workspace.models, path), content);
  const testedModel = async (entry: ModelEntry, workspace: Workspace): Promise<TestedModel> => {
    const path = join(folder, `${entry.name}.jpg`);
    await writeFile(path, (await shrunkPicture(picture, neededShortSide(entry.input))).bytes);
    const able = enginesOf(entry);
    return { entry, workspace, picture: path, engines: engines.filter((engine) => able.includes(engine)) };
  };
  const random = await testedModel(entry, workspace);
  const withoutSimd = model.withoutPlan;
  if (own === undefined) return { considered, tested: random, variants: [], control: undefined, withoutSimd };
  const tested = await testedModel(own, WORKSPACE);
  const others: TestedModel[] = [];
  for (const variant of variants) others.push(await testedModel(variant, WORKSPACE));
  const able = others.filter(({ engines }) => engines.length > 0);
  return { considered, tested, variants: able, control: random, withoutSimd };
}
