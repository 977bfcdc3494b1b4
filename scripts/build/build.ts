import { dirname } from 'node:path';

import { ASSETS } from '../kit/paths.ts';
import { FULL, type Profile } from '../kit/worker/profile.ts';
import { buildModels } from '../models/build.ts';
import { readCandidateFigures } from '../models/candidate-figures.ts';
import { readCatalogue } from '../models/catalogue/catalogue.ts';
import { readEnsembles } from '../models/ensembles.ts';
import { checkTranslations } from '../models/translations.ts';
import { ensureSource } from '../models/weights/source.ts';
import { readManifest, removeAbandoned, WORKSPACE } from '../models/workspace.ts';
import { layOutAssets } from './assets.ts';
import { buildDescription } from './description.ts';
import { buildKernels } from './kernels.ts';
import { buildTexts } from './texts.ts';
import { buildWeb } from './web.ts';

/**
 * Builds all that the Worker consists of: fetches the source packages that are missing (they also hold the pictures of
 * tests and examples), compiles the SIMD kernels, builds the models that are missing or damaged, bundles the scripts of
 * the pages, describes the API, writes the texts of other languages, and lays out the static assets. Quick, and without network, when all is there.
 *
 * @param report where to say what is done; standard output when left out
 * @param profile whose assets to lay out
 */
export async function build(report: (line: string) => void = print, profile: Profile = FULL): Promise<void> {
  // The Worker reads all of them without looking whether they are valid.
  const manifest = await readManifest(WORKSPACE);
  await checkTranslations(WORKSPACE, manifest);
  await readCatalogue(WORKSPACE);
  await readCandidateFigures(WORKSPACE);
  await readEnsembles(WORKSPACE);
  for (const [key, source] of Object.entries(manifest.sources)) {
    if ('package' in source) await ensureSource(WORKSPACE.sources, key, source, { report });
  }
  await buildKernels(report);
  await buildModels(WORKSPACE, { report });
  await buildWeb();
  buildDescription();
  buildTexts();
  // What a build that was ended in the middle could not remove itself.
  await removeAbandoned(dirname(ASSETS));
  const { models, translations } = manifest;
  layOutAssets([{ folder: WORKSPACE.models, models, translations }], profile.engines);
}

function print(line: string): void {
  console.log(`edgelens: ${line}`);
}
