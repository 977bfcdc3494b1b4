import { join, relative } from 'node:path';

import { warmUpClient } from '../../kit/load/client.ts';
import { describeMachine } from '../../kit/load/machine.ts';
import { pagePicture } from '../../kit/load/page-picture.ts';
import { readPicture } from '../../kit/load/picture.ts';
import { build } from '../../build/build.ts';
import { report } from '../../kit/command.ts';
import { readCatalogue } from '../../models/catalogue/catalogue.ts';
import { openSimdEngine, readModelFiles } from '../../models/onnx/runtime.ts';
import { readManifest, WORKSPACE, writeWhole } from '../../models/workspace.ts';
import { ROOT } from '../../kit/paths.ts';
import { type Bundle, bundleOf } from '../peers/bundle.ts';
import { FULL, LITE, type Profile } from '../../kit/worker/profile.ts';
import { inTemporaryFolder } from '../../kit/temporary-folder.ts';
import { type Contestant, contest, type ContestResult, type ContestRules } from './contest.ts';
import { HELP, parseEnginesOptions } from './options.ts';
import { layOutDeployment } from './deployment.ts';
import { profile, profileReport } from './profile.ts';
import { enginesReport, LITE as LITE_NAME, ORT, SIMD, type UploadSizes } from './report.ts';
import { type Subject, subjectsOf } from './subject.ts';

/** Runs of a program in a profile. */
const PROFILE_ROUNDS = 50;

/** Short side of what a page sends, in pixels. */
const SMALL = 256;

/**
 * `npm run bench -- --engines`: onnxruntime and the SIMD engine, side by side.
 *
 * @param argv without the interpreter and the script
 * @throws what the terminal has to say: usage, or a failure
 */
export async function enginesCommand(argv: readonly string[]): Promise<void> {
  const options = parseEnginesOptions(argv);
  if (options === undefined) {
    console.log(HELP);
    return;
  }
  const subjects = subjectsOf(options.models, await readManifest(WORKSPACE), await readCatalogue(WORKSPACE));
  await build(report);
  if (options.profile) {
    await printProfiles(subjects);
    return;
  }
  const machine = describeMachine();
  const picture = readPicture(options.picture);
  const small = await pagePicture(picture, SMALL);
  await warmUpClient([picture]);
  const { result, uploads } = await measure(subjects, { ...options, picture, small }, report);
  console.log(
    `${machine.cpu}, ${machine.cores} cores, workerd ${machine.workerd}, load ${machine.load.toFixed(1)} before`,
  );
  console.log(enginesReport(result, uploads));
  console.log('These are figures of workerd on this machine. What Cloudflare would show has not been proven.');
  if (options.json !== undefined) {
    await writeWhole(options.json, JSON.stringify({ machine, options, uploads, ...result }, null, 1));
  }
}

async function measure(
  subjects: readonly Subject[],
  rules: ContestRules,
  report: (line: string) => void,
): Promise<{ result: ContestResult; uploads: UploadSizes }> {
  return inTemporaryFolder(join(ROOT, 'dist/engines-'), async (folder) => {
    report('bundling');
    await layOutDeployment(
      folder,
      subjects.flatMap(({ random }) => random ?? []),
    );
    const bundle = ({ name, entry }: Profile): Bundle =>
      bundleOf(join(folder, 'wrangler.toml'), join(folder, 'bundles', name), join(folder, relative(ROOT, entry)));
    const [full, lite] = [bundle(FULL), bundle(LITE)];
    const contestants: Contestant[] = [
      { name: ORT, engine: 'onnxruntime', bundle: full },
      { name: SIMD, engine: 'simd', bundle: full },
      { name: LITE_NAME, engine: 'simd', bundle: lite },
    ];
    const uploads = Object.fromEntries(contestants.map(({ name, bundle }) => [name, bundle.upload_bytes]));
    return { result: await contest(contestants, subjects, rules, report), uploads };
  });
}

async function printProfiles(subjects: readonly Subject[]): Promise<void> {
  for (const { entry, random } of subjects) {
    const engine = await openSimdEngine();
    const files = random?.model.files.map(({ path, content }) => [path, content] as const);
    await engine.load(entry, files === undefined ? await readModelFiles(WORKSPACE, entry, 'simd') : new Map(files));
    const title = random === undefined ? entry.name : `${entry.name}, made-up weights`;
    console.log(`${profileReport(title, profile(engine, entry, PROFILE_ROUNDS))}\n`);
  }
}
