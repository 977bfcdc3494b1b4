// The process of measurement.ts: loads one model in one engine, runs it and tells what it found.
import { readFile } from 'node:fs/promises';

import type { Engine } from '../../../src/inference/engines/engine.ts';
import type { ModelEntry } from '../../../src/catalogue/manifest.ts';
import { modelBytes } from '../../../src/catalogue/served-files.ts';
import { neededShortSide, preprocess } from '../../../src/inference/picture/preprocess.ts';
import { decodeImage } from '../../../src/image/decode.ts';
import { wasmResampler } from '../../../src/image/resize/wasm-resampler.ts';
import { kernelPath } from '../../build/kernels.ts';
import { answerParent } from '../../kit/child-process.ts';
import { Failure } from '../../kit/failure.ts';
import { CODECS, openEngineNamed, readModelFiles } from '../../models/onnx/runtime.ts';
import type { Measurement, Order } from './measurement.ts';

/** The smallest number that fp32 has in full precision. */
const SMALLEST_NORMAL = 2 ** -126;

async function measure({ workspace, entry, engine: name, picture, warmup, runs }: Order): Promise<Measurement> {
  const engine = await openEngineNamed(name);
  const prepare = await preparation(await readFile(picture), entry);
  const pixels = await prepare();
  const own = modelBytes(entry, name);
  const cost = engine.cost(entry, { own, all: own });

  const begin = performance.now();
  await engine.load(entry, readModelFiles(workspace, entry, name));
  const load_ms = performance.now() - begin;
  const times: number[] = [];
  const run = async (): Promise<void> => {
    const started = performance.now();
    await engine.run(entry, pixels, ['logits']);
    times.push(performance.now() - started);
  };
  for (let i = 0; i < 1 + warmup; i++) await run();
  const cpu_ms = await cpuOf(run, runs);
  const [first_ms = NaN] = times;
  await requireNumbers(engine, entry, pixels);
  for (let i = 0; i < warmup; i++) await prepare();
  const picture_ms = await cpuOf(prepare, runs);
  return {
    load_ms,
    first_ms,
    warm_ms: times.slice(1 + warmup),
    cpu_ms,
    picture_ms,
    heap_bytes: engine.heapBytes,
    cost,
  };
}

/** What the Worker does before a model runs: picture file to input tensor. */
async function preparation(bytes: Uint8Array, { input }: ModelEntry): Promise<() => Promise<Float32Array>> {
  const resample = wasmResampler(await WebAssembly.compile(await readFile(kernelPath('resample'))));
  return async () => {
    const { image } = await decodeImage(bytes, { codecs: CODECS, shortSide: neededShortSide(input) });
    return preprocess(image, input, resample);
  };
}

/** Mean CPU time that this process spends on some work, in ms. */
async function cpuOf(work: () => Promise<unknown>, times: number): Promise<number> {
  const before = process.cpuUsage();
  for (let i = 0; i < times; i++) await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000 / times;
}

/** @throws Failure for outputs that are not finite, or so small that arithmetic with them takes longer */
async function requireNumbers(engine: Engine, entry: ModelEntry, pixels: Float32Array): Promise<void> {
  const outputs = await engine.run(entry, pixels, ['logits', 'features']);
  for (const [output, { data }] of Object.entries(outputs)) {
    const strange = data.find((value) => !Number.isFinite(value) || (value !== 0 && Math.abs(value) < SMALLEST_NORMAL));
    if (strange !== undefined) throw new Failure(`${entry.name} in ${engine.name} has ${strange} among its ${output}`);
  }
}

answerParent(measure);
