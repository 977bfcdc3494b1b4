import { join, relative } from 'node:path';

import type { CommandUnknownOpts } from '@commander-js/extra-typings';

import { build } from '../../build/build.ts';
import { command, report } from '../../kit/command.ts';
import { warmUpClient } from '../../kit/load/client.ts';
import { madeWithText } from '../../kit/made-with.ts';
import { describeMachine } from '../../kit/load/machine.ts';
import { pagePicture, readPicture } from '../../kit/load/picture.ts';
import { listOption, numberOption, whole } from '../../kit/option.ts';
import { PICTURE, ROOT } from '../../kit/paths.ts';
import { inTemporaryFolder } from '../../kit/temporary-folder.ts';
import { FULL, LITE, type Profile } from '../../kit/worker/profile.ts';
import { type Bundle, prepareWorker } from '../../kit/worker/worker-process.ts';
import { readCatalogue } from '../../models/catalogue/catalogue.ts';
import { openSimdEngine, readModelFiles } from '../../models/onnx/runtime.ts';
import { readManifest, WORKSPACE, writeWhole } from '../../models/workspace.ts';
import { type ComparedModel, comparedModels } from './compared-model.ts';
import { layOutDeployment } from './deployment.ts';
import { contendersOf } from './contender.ts';
import { type EnginesPlan, type EnginesResult, measureEngines } from './measurement.ts';
import { profile, profileReport } from './profile.ts';
import { enginesReport, type UploadSizes } from './report.ts';

/** Runs of a program in a profile. */
const PROFILE_ROUNDS = 50;

/** Short side that most models resize to, in pixels. */
const NEEDED = 256;

const MODELS = ['efficientnet_b0', 'mobilenetv3_small_distilled', 'mobilenetv3_large_100.ra_in1k'];

/** Declares the options of `npm run bench -- --engines`. */
export const enginesOptions = command(
  'npm run bench -- --engines',
  "Compares the two engines, onnxruntime and EdgeLens's own, with fp32 and int8, in workerd on this machine.",
)
  .addOption(
    listOption(
      '--models <names>',
      "of the manifest, and with made-up weights any of timm's that is not in it, by its name with the tag",
    ).default(MODELS, MODELS.join()),
  )
  .addOption(
    numberOption(
      '--rounds <n>',
      'rounds; in each, every engine answers cold in a new process, with fp32 and with int8',
      whole(1, 1000),
    ).default(5),
  )
  .addOption(
    numberOption('--warm <n>', 'warm answers of each engine and round; the engines alternate', whole(1, 1000)).default(
      20,
    ),
  )
  .addOption(numberOption('--warmup <n>', 'answers before them that do not count', whole(0, 1000)).default(20))
  .option('--picture <file>', 'JPEG, PNG or WebP; a panda if left out', PICTURE)
  .option('--json <file>', 'write everything into this file, with every single measurement')
  .option('--profile', 'instead, the time of each layer in the SIMD engine, in this process (Node)', false);

/** `npm run bench -- --engines`: onnxruntime and the SIMD engine, side by side. */
export function enginesCommand(): CommandUnknownOpts {
  return enginesOptions.action(async (options) => {
    const [manifest, catalogue] = [await readManifest(WORKSPACE), await readCatalogue(WORKSPACE)];
    const models = await comparedModels(WORKSPACE, options.models, { manifest, catalogue });
    await build(report);
    if (options.profile) {
      await printProfiles(models);
      return;
    }
    const machine = describeMachine();
    const picture = readPicture(options.picture);
    const small = await pagePicture(picture, NEEDED);
    await warmUpClient(picture);
    const { result, uploads } = await measure(models, { ...options, picture, small });
    console.log(
      `${machine.cpu}, ${machine.cores} cores, load ${machine.load.toFixed(1)} before, ${machine.date.slice(0, 10)}\n${madeWithText(machine.made_with)}`,
    );
    console.log(enginesReport(result, uploads));
    console.log('These are figures of workerd on this machine. What Cloudflare would show has not been proven.');
    if (options.json !== undefined) {
      await writeWhole(options.json, JSON.stringify({ machine, options, uploads, ...result }, null, 1));
    }
  });
}

async function measure(
  models: readonly ComparedModel[],
  plan: EnginesPlan,
): Promise<{ result: EnginesResult; uploads: UploadSizes }> {
  return inTemporaryFolder(join(ROOT, 'dist/engines-'), async (folder) => {
    report('bundling');
    await layOutDeployment(
      folder,
      models.flatMap(({ random, int8 }) => [random ?? [], int8 ?? []].flat()),
    );
    const bundle = ({ name, entry }: Profile): Bundle =>
      prepareWorker(join(folder, 'bundles', name), {
        config: join(folder, 'wrangler.toml'),
        entry: join(folder, relative(ROOT, entry)),
      });
    const contenders = contendersOf(bundle(FULL), bundle(LITE));
    const uploads = Object.fromEntries(contenders.map(({ name, bundle }) => [name, bundle.upload_bytes]));
    return { result: await measureEngines(contenders, models, plan, report), uploads };
  });
}

async function printProfiles(models: readonly ComparedModel[]): Promise<void> {
  for (const { entry, random, int8 } of models) {
    for (const built of [random, ...(int8 ? [int8] : [])]) {
      const engine = await openSimdEngine();
      const files = built?.model.files.map(({ path, content }) => [path, content] as const);
      const of = built?.entry ?? entry;
      await engine.load(of, files === undefined ? await readModelFiles(WORKSPACE, of, 'simd') : new Map(files));
      const title = random === undefined ? of.name : `${of.name}, made-up weights`;
      console.log(`${profileReport(title, profile(engine, of, PROFILE_ROUNDS))}\n`);
    }
  }
}
