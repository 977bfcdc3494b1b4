import { createHash } from 'node:crypto';

import type { ModelEntry } from '../../src/catalogue/manifest.ts';
import { Failure } from '../kit/failure.ts';
import { attachHead } from './networks/head.ts';
import { type Cost, costOf } from './onnx/cost.ts';
import { type Footprint, peakActivationBytes } from './onnx/memory.ts';
import { encodeOnnx } from './onnx/onnx.ts';
import { optimise } from './onnx/optimise.ts';
import { insertQdq, type QuantisedNetwork, type Scheme } from './onnx/qdq.ts';
import { compilePlan } from './plan/plan.ts';
import type { SourceModel } from './source-model.ts';
import { encodeSafetensors, readExtents } from './weights/safetensors.ts';
import { ASSET_LIMIT, shardTensors } from './weights/shards.ts';
import { ownPaths, type WeightPaths } from './weights/weight-paths.ts';

type FileEntry = ModelEntry['files'][number];

/** One file of a built model, not yet on disk. */
export interface BuiltFile extends FileEntry {
  readonly content: Uint8Array;
}

/** A built model, not yet on disk. */
export interface BuiltModel {
  readonly cost: Cost;
  readonly footprint: Footprint;
  readonly files: readonly BuiltFile[];
  /** Why there is no plan for the SIMD engine; null when there is one. */
  readonly withoutPlan: string | null;
}

/** A built model and its entry in a manifest. */
export interface BuiltEntry {
  readonly entry: ModelEntry;
  readonly model: BuiltModel;
}

/**
 * Puts backbone and head together: weights into safetensors files, two or as many as it takes for each to be served, two
 * graphs that point into all of them, one for every runtime and one that onnxruntime opens faster, and the plan of the SIMD
 * engine. A variant that has a plan needs only the head beside it, for heat maps: onnxruntime would make it neither faster
 * than its base nor smaller in memory.
 *
 * @param scheme how each layer of a variant is quantised
 * @param forBoth builds a variant for onnxruntime, too
 * @throws Failure when the head does not fit the backbone or the labels, a tensor no file, or the scheme the layers
 */
export function assemble(
  name: string,
  { backbone, head, labels }: SourceModel,
  paths: WeightPaths = ownPaths(name),
  { scheme, forBoth = false }: { readonly scheme?: Scheme | undefined; readonly forBoth?: boolean } = {},
): BuiltModel {
  const network = {
    graph: attachHead(backbone.graph, head, labels.length),
    tensors: new Map([...backbone.tensors, ...head]),
  };
  const standard = scheme === undefined ? network : insertQdq(network, scheme);
  const inHead = ([tensor]: readonly [string, unknown]): boolean => head.has(tensor.replace(/\.scale$/, ''));
  const weights = [
    ...shardTensors(paths.backbone, new Map([...standard.tensors].filter((entry) => !inHead(entry)))).map((shard) => ({
      ...shard,
      role: 'backbone' as const,
    })),
    ...shardTensors(paths.head, new Map([...standard.tensors].filter(inHead))).map((shard) => ({
      ...shard,
      role: 'head' as const,
    })),
  ].map(({ path, role, tensors }) => built(path, role, encodeSafetensors(tensors)));
  const extents = weights.map(({ path, content }) => ({ path, extents: readExtents(content, path) }));
  const optimised = optimise(standard.graph);
  const graphs = [
    built(`${name}.onnx`, 'graph', encodeOnnx(standard.graph, extents)),
    built(`${name}.optimised.onnx`, 'optimised', encodeOnnx(optimised, extents)),
  ];
  const footprint = {
    weights: weights.reduce((sum, { bytes }) => sum + bytes, 0),
    activations: peakActivationBytes(optimised),
  };
  const plan = planOf(name, standard);
  const files =
    scheme !== undefined && !forBoth && plan.files.length > 0
      ? [...weights.filter(({ role }) => role === 'head'), ...plan.files]
      : [...graphs, ...weights, ...plan.files];
  return { cost: costOf(network.graph), footprint, files, withoutPlan: plan.reason };
}

/**
 * Compares a model with what the manifest says it is, apart from the sums of its files.
 *
 * @throws Failure that names the first difference.
 */
export function checkAgainst(entry: ModelEntry, { mean, std, labels }: SourceModel, { cost }: BuiltModel): void {
  const check = (what: string, got: readonly number[], expected: readonly number[], tolerance = 0): void => {
    const same =
      got.length === expected.length && got.every((value, i) => Math.abs(value - (expected[i] ?? NaN)) <= tolerance);
    if (same) return;
    throw new Failure(
      `${entry.name}: ${what} is ${got.join(', ')}, but models/manifest.json says ${expected.join(', ')}`,
    );
  };
  // The sources carry fp32, the manifest the decimals that those came from.
  check('the mean', mean, entry.input.mean, 1e-6);
  check('the standard deviation', std, entry.input.std, 1e-6);
  check('the number of classes', [labels.length], [entry.classes.count]);
  check('the shape of the logits', cost.shapes.get('logits') ?? [], entry.outputs.logits);
  check('the shape of the features', cost.shapes.get('features') ?? [], entry.outputs.features);
}

/** The plan for the SIMD engine, in as many files as it takes for each to be served. */
function planOf(name: string, network: QuantisedNetwork): { files: BuiltFile[]; reason: string | null } {
  let plan: Uint8Array;
  try {
    plan = compilePlan(name, network);
  } catch (error) {
    if (error instanceof Failure) return { files: [], reason: error.message };
    throw error;
  }
  const count = Math.ceil(plan.length / ASSET_LIMIT);
  const digits = (value: number): string => String(value).padStart(5, '0');
  const files = Array.from({ length: count }, (_, index) => {
    const part = count === 1 ? '' : `-${digits(index + 1)}-of-${digits(count)}`;
    return built(`${name}${part}.plan`, 'plan', plan.subarray(index * ASSET_LIMIT, (index + 1) * ASSET_LIMIT));
  });
  return { files, reason: null };
}

function built(path: string, role: FileEntry['role'], content: Uint8Array): BuiltFile {
  return { path, role, bytes: content.length, sha256: createHash('sha256').update(content).digest('hex'), content };
}
