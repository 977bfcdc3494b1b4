import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { env, InferenceSession, Tensor } from 'onnxruntime-web';

import type { Manifest, ModelEntry } from '../../../../../src/catalogue/manifest.ts';
import { assemble, type BuiltFile } from '../../../../../scripts/models/assembly.ts';
import { readCalibration, schemeOf } from '../../../../../scripts/models/quantise/calibration-file.ts';
import { openSourceModel } from '../../../../../scripts/models/source-model.ts';
import { ownPaths } from '../../../../../scripts/models/weights/weight-paths.ts';
import { readManifest, WORKSPACE } from '../../../../../scripts/models/workspace.ts';

env.wasm.numThreads = 1;

/** The files that a session is made of, by role. */
export interface SessionFiles {
  readonly graph: Uint8Array;
  /** The same, rewritten for onnxruntime. */
  readonly optimised: Uint8Array;
  /** Weights by the names that the graph gives them. */
  readonly weights: ReadonlyMap<string, Uint8Array>;
}

export interface Answer {
  readonly logits: Float32Array;
  readonly features: Float32Array;
  readonly dims: { readonly logits: readonly number[]; readonly features: readonly number[] };
}

/** Runs a model on normalised pixels of a square picture. */
export type Model = (pixels: Float32Array, size?: number) => Promise<Answer>;

const manifest: Manifest = await readManifest(WORKSPACE);

/** The manifest's entry for a model. */
export function entryOf(name: string): ModelEntry {
  const entry = manifest.models.find((model) => model.name === name);
  if (!entry) throw new Error(`the manifest has no model ${name}`);
  return entry;
}

/** The built files of a model; those of a variant, which onnxruntime is not offered for, are made here. */
export async function readFiles(entry: ModelEntry): Promise<SessionFiles> {
  const made = await filesOfVariant(entry);
  const files = made ?? entry.files;
  const read = async (path: string): Promise<Uint8Array> =>
    made?.find((file) => file.path === path)?.content ?? readFile(join(WORKSPACE.models, path));
  const graph = files.find(({ role }) => role === 'graph');
  const optimised = files.find(({ role }) => role === 'optimised');
  const weights = files.filter(({ role }) => role === 'backbone' || role === 'head');
  return {
    graph: await read(graph?.path ?? ''),
    optimised: await read(optimised?.path ?? ''),
    weights: new Map(await Promise.all(weights.map(async ({ path }) => [path, await read(path)] as const))),
  };
}

async function filesOfVariant(entry: ModelEntry): Promise<readonly BuiltFile[] | undefined> {
  if (entry.variant === undefined) return undefined;
  const source = await openSourceModel(WORKSPACE, entry, { report: () => undefined });
  const scheme = schemeOf(await readCalibration(WORKSPACE, entry.variant.calibration));
  return assemble(entry.name, source, ownPaths(entry.name), { scheme, forBoth: true }).files;
}

/** Opens a model in onnxruntime-web, which optimises the graph itself unless told not to. */
export async function open(
  { graph, weights }: Pick<SessionFiles, 'graph' | 'weights'>,
  graphOptimizationLevel: 'all' | 'disabled' = 'all',
): Promise<Model> {
  const externalData = [...weights].map(([path, data]) => ({ path, data }));
  const session = await InferenceSession.create(graph, {
    externalData,
    executionProviders: ['wasm'],
    graphOptimizationLevel,
  });
  return async (pixels, size = 224) => {
    const { logits, features } = await session.run({ pixels: new Tensor('float32', pixels, [1, 3, size, size]) });
    if (!(logits?.data instanceof Float32Array) || !(features?.data instanceof Float32Array)) {
      throw new Error('logits or features are missing');
    }
    return { logits: logits.data, features: features.data, dims: { logits: logits.dims, features: features.dims } };
  };
}
