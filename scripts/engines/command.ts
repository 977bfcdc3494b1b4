import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { enginesOf, type ModelEntry } from '../../src/inference/manifest.ts';
import { warmUpClient } from '../bench/client.ts';
import { describeMachine } from '../bench/machine.ts';
import { pagePicture } from '../bench/page-picture.ts';
import { readPicture } from '../bench/picture.ts';
import { build } from '../build.ts';
import { UsageError } from '../models/failure.ts';
import { openSimdEngine, readModelFiles } from '../models/runtime.ts';
import { readManifest, WORKSPACE, writeWhole } from '../models/workspace.ts';
import { ROOT } from '../paths.ts';
import { bundleOf } from '../peers/bundle.ts';
import { FULL, LITE } from '../profile.ts';
import { type Contestant, contest, type ContestResult, type ContestRules } from './contest.ts';
import { type EnginesOptions, HELP, parseEnginesOptions } from './options.ts';
import { profile, profileReport } from './profile.ts';
import { enginesReport, LITE as LITE_NAME, ORT, SIMD, type UploadSizes } from './report.ts';

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
  const report = (line: string): void => {
    console.error(`edgelens: ${line}`);
  };
  const models = await modelsOf(options);
  await build(report);
  if (options.profile) {
    await printProfiles(models);
    return;
  }
  const machine = describeMachine();
  const picture = readPicture(options.picture);
  const small = await pagePicture(picture, SMALL);
  await warmUpClient([picture]);
  const rules = { ...options, models: models.map(({ name }) => name), picture, small };
  const { result, uploads } = await measure(rules, report);
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
  rules: ContestRules,
  report: (line: string) => void,
): Promise<{ result: ContestResult; uploads: UploadSizes }> {
  const folder = await mkdtemp(join(tmpdir(), 'edgelens-engines-'));
  try {
    report('bundling');
    const config = join(ROOT, 'wrangler.toml');
    const full = bundleOf(config, join(folder, 'full'), FULL.entry);
    const lite = bundleOf(config, join(folder, 'lite'), LITE.entry);
    const contestants: Contestant[] = [
      { name: ORT, engine: 'onnxruntime', bundle: full },
      { name: SIMD, engine: 'simd', bundle: full },
      { name: LITE_NAME, engine: 'simd', bundle: lite },
    ];
    const uploads = Object.fromEntries(contestants.map(({ name, bundle }) => [name, bundle.upload_bytes]));
    return { result: await contest(contestants, rules, report), uploads };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** @throws UsageError when there is no such model, or the SIMD engine cannot run it */
async function modelsOf({ models }: EnginesOptions): Promise<ModelEntry[]> {
  const manifest = await readManifest(WORKSPACE);
  const able = manifest.models.filter((model) => enginesOf(model).includes('simd'));
  return models.map((name) => {
    const model = able.find((known) => known.name === name);
    if (model) return model;
    throw new UsageError(`--models: both engines can run ${able.map((known) => known.name).join(', ')}, not ${name}`);
  });
}

async function printProfiles(models: readonly ModelEntry[]): Promise<void> {
  for (const model of models) {
    const engine = await openSimdEngine();
    await engine.load(model, await readModelFiles(WORKSPACE, model, 'simd'));
    console.log(`${profileReport(model.name, profile(engine, model, PROFILE_ROUNDS))}\n`);
  }
}
