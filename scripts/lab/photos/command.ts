import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { CommandUnknownOpts } from '@commander-js/extra-typings';

import { wasmResampler } from '../../../src/image/resize/wasm-resampler.ts';
import { build } from '../../build/build.ts';
import { kernelPath } from '../../build/kernels.ts';
import { command, report } from '../../kit/command.ts';
import { Failure } from '../../kit/failure.ts';
import { describeMachine } from '../../kit/load/machine.ts';
import { numberOption, whole } from '../../kit/option.ts';
import { ROOT } from '../../kit/paths.ts';
import { openEngine, readModelFiles } from '../../models/onnx/runtime.ts';
import { readManifest, WORKSPACE, writeWhole } from '../../models/workspace.ts';
import { openJsquash } from './jsquash.ts';
import { measurePhotos } from './measurement.ts';
import { photoFiles } from './pictures.ts';
import { photosReport } from './report.ts';

/** The model whose input is prepared, and whose inference the preparation is compared with. */
const MODEL = 'efficientnet_b0';

/** Declares the options of `npm run bench -- --photos`. */
export const photosOptions = command(
  'npm run bench -- --photos',
  "Measures photographs of several kinds from the file to a model's input tensor, in this process, and prints two " +
    'ratios: 12 megapixels against decoding all of them with @jsquash/jpeg and scaling with @jsquash/resize, and a ' +
    'picture of 1024 x 768 against the inference of efficientnet_b0 on onnxruntime. The two packages are fetched from ' +
    'the npm registry at the first use (6 MB).',
)
  .addOption(numberOption('--rounds <n>', 'rounds that count', whole(1, 1000)).default(15))
  .option('--json <file>', 'write the figures into this file');

/** `npm run bench -- --photos`: the time of photographs of several kinds until a model can look at them. */
export function photosCommand(): CommandUnknownOpts {
  return photosOptions.action(async ({ rounds, json }) => {
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
    report(`measuring, ${rounds} rounds`);
    const result = await measurePhotos(files, { model, engine, resample, jsquash }, rounds);
    await engine.release(model);
    console.log(photosReport(result, machine));
    if (json !== undefined) await writeWhole(json, JSON.stringify({ machine, ...result }, null, 1));
  });
}
