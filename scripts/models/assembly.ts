import { createHash } from 'node:crypto';

import type { ModelEntry } from '../../src/inference/manifest.ts';
import { costOf, type Cost } from './cost.ts';
import { Failure } from './failure.ts';
import { attachHead } from './head.ts';
import { encodeOnnx } from './onnx.ts';
import { optimise } from './optimise.ts';
import type { Ingredients } from './recipe.ts';
import { encodeSafetensors, readExtents } from './safetensors.ts';
import { ownPaths, type WeightPaths } from './weight-paths.ts';

type FileEntry = ModelEntry['files'][number];

/** One file of a built model, not yet on disk. */
export interface BuiltFile extends FileEntry {
  readonly content: Uint8Array;
}

/** A built model, not yet on disk. */
export interface BuiltModel {
  readonly cost: Cost;
  readonly files: readonly BuiltFile[];
}

/**
 * Puts backbone and head together: weights into two safetensors files, and two graphs that point into both, one for every
 * runtime and one that onnxruntime opens faster.
 *
 * @throws Failure when the head does not fit the backbone or the labels.
 */
export function assemble(
  name: string,
  { backbone, head, labels }: Ingredients,
  paths: WeightPaths = ownPaths(name),
): BuiltModel {
  const graph = attachHead(backbone.graph, head, labels.length);
  const weights = [
    built(paths.backbone, 'backbone', encodeSafetensors(backbone.tensors)),
    built(paths.head, 'head', encodeSafetensors(head)),
  ];
  const extents = weights.map(({ path, content }) => ({ path, extents: readExtents(content, path) }));
  const graphs = [
    built(`${name}.onnx`, 'graph', encodeOnnx(graph, extents)),
    built(`${name}.optimised.onnx`, 'optimised', encodeOnnx(optimise(graph), extents)),
  ];
  return { cost: costOf(graph), files: [...graphs, ...weights] };
}

/**
 * Compares a model with what the manifest says it is, apart from the sums of its files.
 *
 * @throws Failure that names the first difference.
 */
export function checkAgainst(entry: ModelEntry, { mean, std, labels }: Ingredients, { cost }: BuiltModel): void {
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

function built(path: string, role: FileEntry['role'], content: Uint8Array): BuiltFile {
  return { path, role, bytes: content.length, sha256: createHash('sha256').update(content).digest('hex'), content };
}
