import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { wasmResampler } from '../../../src/image/resize/wasm-resampler.ts';
import { describeMachine } from '../../kit/load/machine.ts';
import { build } from '../../build/build.ts';
import { report } from '../../kit/command.ts';
import { kernelPath } from '../../build/kernels.ts';
import { Failure } from '../../kit/failure.ts';
import { openEngine, readModelFiles } from '../../models/onnx/runtime.ts';
import { readManifest, WORKSPACE, writeWhole } from '../../models/workspace.ts';
import { ROOT } from '../../kit/paths.ts';
import { contest } from './contest.ts';
import { openJsquash } from './jsquash.ts';
import { HELP, parsePhotosOptions } from './options.ts';
import { photoFiles } from './pictures.ts';
import { photosReport } from './report.ts';

/** The model whose input is prepared, and whose inference is the measure. */
const MODEL = 'efficientnet_b0';

/**
 * `npm run bench -- --photos`: what photographs of several kinds take until a model can look at them.
 *
 * @param argv without the interpreter and the script
 * @throws what the terminal has to say: usage, or a failure
 */
export async function photosCommand(argv: readonly string[]): Promise<void> {
  const options = parsePhotosOptions(argv);
  if (options === undefined) {
    console.log(HELP);
    return;
  }
  await build(report);
  const model = (await readManifest(WORKSPACE)).models.find(({ name }) => name === MODEL);
  if (model === undefined) throw new Failure(`models/manifest.json has no ${MODEL}`);
  const machine = describeMachine();
  const jsquash = await openJsquash(join(ROOT, '.cache/peers'), report);
  report('making the pictures');
  const files = await photoFiles();
  const engine = await openEngine();
  await engine.load(model, await readModelFiles(WORKSPACE, model));
  const resample = wasmResampler(await WebAssembly.compile(await readFile(kernelPath('resample'))));
  report(`measuring, ${options.rounds} rounds`);
  const result = await contest(files, model, engine, resample, jsquash, options.rounds);
  await engine.release(model);
  console.log(photosReport(result, machine));
  if (options.json !== undefined) await writeWhole(options.json, JSON.stringify({ machine, ...result }, null, 1));
}
