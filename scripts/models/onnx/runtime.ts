import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

import type { EngineName } from '../../../src/contract/names.ts';
import type { ModelFiles } from '../../../src/catalogue/assets.ts';
import type { Engine } from '../../../src/inference/engines/engine.ts';
import { readHead } from '../../../src/inference/explain/head-file.ts';
import type { ModelEntry } from '../../../src/catalogue/manifest.ts';
import { defaultEngine, servedFiles } from '../../../src/catalogue/served-files.ts';
import type { InputSpec } from '../../../src/contract/model.ts';
import { OnnxRuntimeEngine } from '../../../src/inference/engines/onnxruntime/engine.ts';
import { type Runtime, startRuntime } from '../../../src/inference/engines/onnxruntime/runtime.ts';
import { neededShortSide, preprocess } from '../../../src/inference/picture/preprocess.ts';
import type { Codecs } from '../../../src/image/codec/codecs.ts';
import { decodeImage } from '../../../src/image/decode.ts';
import { SimdEngine } from '../../../src/inference/engines/simd/engine.ts';
import type { ClassifierHead } from '../../../src/verdict/classifier-head.ts';
import { kernelPath } from '../../build/kernels.ts';
import { readModelFile, type Workspace } from '../workspace.ts';

const { resolve } = createRequire(import.meta.url);

async function compile(path: string): Promise<WebAssembly.Module> {
  return WebAssembly.compile(await readFile(resolve(path)));
}

/** The picture decoders of the Worker, compiled for Node. */
export const CODECS: Codecs = {
  jpeg: await compile('imagescript/wasm/any/jpeg.wasm'),
  webp: await compile('@jsquash/webp/codec/dec/webp_dec.wasm'),
};

/** onnxruntime-web as the Worker runs it, for graphs that are no model of the manifest. */
export async function openRuntime(): Promise<Runtime['ort']> {
  return (await startRuntime(await compile('onnxruntime-web/ort-wasm-simd-threaded.wasm'))).ort;
}

/** The Worker's own engine in Node: the same WebAssembly, one thread. */
export async function openEngine(): Promise<OnnxRuntimeEngine> {
  return new OnnxRuntimeEngine(await compile('onnxruntime-web/ort-wasm-simd-threaded.wasm'));
}

/** The Worker's SIMD engine in Node. */
export async function openSimdEngine(): Promise<SimdEngine> {
  return new SimdEngine(await WebAssembly.compile(await readFile(kernelPath('relaxed'))));
}

const OPEN: Readonly<Record<EngineName, () => Promise<Engine>>> = { onnxruntime: openEngine, simd: openSimdEngine };

/** One of the Worker's engines in Node. */
export async function openEngineNamed(name: EngineName): Promise<Engine> {
  return OPEN[name]();
}

/** What runs models that are loaded, in whichever engine. */
export type Loaded = Pick<Engine, 'run'>;

/**
 * Loads models, each into the engine that answers for it when a request names none.
 *
 * @throws Failure when a file is missing.
 */
export async function openModels(
  models: readonly { readonly workspace: Workspace; readonly entry: ModelEntry }[],
): Promise<Loaded> {
  const engines = new Map<EngineName, Engine>();
  const engineFor = (entry: ModelEntry): Engine => {
    const engine = engines.get(defaultEngine(entry));
    if (!engine) throw new Error(`${entry.name} is not loaded`);
    return engine;
  };
  for (const { workspace, entry } of models) {
    const name = defaultEngine(entry);
    if (!engines.has(name)) engines.set(name, await openEngineNamed(name));
    await engineFor(entry).load(entry, await readModelFiles(workspace, entry));
  }
  return { run: (entry, pixels, outputs) => engineFor(entry).run(entry, pixels, outputs) };
}

/**
 * Reads the built files of a model for an engine.
 *
 * @throws Failure when one is missing.
 */
export async function readModelFiles(
  workspace: Workspace,
  entry: ModelEntry,
  engine: EngineName = defaultEngine(entry),
): Promise<ModelFiles> {
  return new Map(
    await Promise.all(
      servedFiles(entry, engine).map(async ({ path }) => [path, await readModelFile(workspace, path)] as const),
    ),
  );
}

/**
 * Reads the classifier of a model, as heat maps need it.
 *
 * @throws Failure when a file is missing.
 */
export async function readHeadOf(workspace: Workspace, { files }: ModelEntry): Promise<ClassifierHead> {
  const own = files.filter(({ role }) => role === 'head');
  return readHead(await Promise.all(own.map(({ path }) => readModelFile(workspace, path))));
}

/**
 * A picture file as the input tensor of a model, exactly as the Worker makes it.
 *
 * @returns NCHW with N = 1.
 * @throws ImageError when the picture cannot be decoded.
 */
export async function pixelsOf(bytes: Uint8Array, input: InputSpec): Promise<Float32Array> {
  const { image } = await decodeImage(bytes, { codecs: CODECS, shortSide: neededShortSide(input) });
  return preprocess(image, input);
}
