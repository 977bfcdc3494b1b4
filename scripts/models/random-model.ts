import type { AvailableModel } from '../../src/catalogue/catalogue.ts';
import type { ModelEntry } from '../../src/catalogue/manifest.ts';
import { assemble, type BuiltEntry } from './assembly.ts';
import { cardFile } from './catalogue/registration.ts';
import { attachHead } from './networks/head.ts';
import { timmArchitecture } from './networks/timm.ts';
import { costOf } from './onnx/cost.ts';
import type { Graph } from './onnx/graph.ts';
import { hasWeights, type LayerScheme, paysInIntegers, type Scheme } from './onnx/qdq.ts';
import { gridOf, type Range } from './onnx/rounding.ts';
import { seededTensor } from './weights/seeded-weights.ts';
import { ownPaths } from './weights/weight-paths.ts';

/** The 1,000 classes of ImageNet, which a model of random weights does not know. */
const IMAGENET = 'imagenet-1k.json';

/**
 * Builds a model of timm with seeded random weights. Operators, shapes and files are those of the real one, and so are
 * time and memory; its answers mean nothing. Scales are those of He et al. 2015, and BatchNorm is
 * near the identity, so that values become neither NaN nor so small that arithmetic is slow (denormal).
 *
 * @param available its entry in the catalogue
 * @param kind `int8` has every layer that can be in whole numbers, with ranges that are made up as well, and all other
 *   weights in int8
 * @throws Failure for an architecture that cannot be built here
 */
export function randomModel(available: AvailableModel, kind: 'fp32' | 'int8' = 'fp32'): BuiltEntry {
  const { title, licence, classes, input } = available;
  const [architecture = ''] = available.name.split('.');
  const name = kind === 'fp32' ? available.name : `${available.name}_int8`;
  const { backbone, head } = timmArchitecture(architecture);
  const source = { take: seededTensor };
  const made = {
    backbone: backbone(source, { name: input.name, shape: [1, ...input.size] }),
    head: head(source, classes),
    labels: Array.from({ length: classes }, String),
    mean: input.mean,
    std: input.std,
  };
  const scheme = kind === 'fp32' ? undefined : inInt8(attachHead(made.backbone.graph, made.head, classes));
  const model = assemble(name, made, ownPaths(name), { scheme, forBoth: true });
  const [, channels = 0, height = 0, width = 0] = model.cost.shapes.get('features') ?? [];
  const entry: ModelEntry = {
    name,
    title,
    description: 'Made-up weights: only time and memory are those of the model of this name.',
    source: available.name,
    licence,
    card: cardFile(name),
    classes: { file: IMAGENET, count: classes },
    input,
    outputs: { logits: [1, classes], features: [1, channels, height, width] },
    parameters: model.cost.parameters,
    macs: model.cost.macs,
    files: model.files.map(({ path, role, bytes, sha256 }) => ({ path, role, bytes, sha256 })),
  };
  return { entry, model };
}

function inInt8(graph: Graph): Scheme {
  const { shapes } = costOf(graph);
  return new Map(
    graph.nodes.filter(hasWeights).map((node): [string, LayerScheme] => {
      const [, channels = 0] = shapes.get(node.inputs[0] ?? '') ?? [];
      const input = gridOf(Array<Range>(channels).fill([-4, 4]), 0);
      return [node.name, paysInIntegers(node, shapes) ? { input } : {}];
    }),
  );
}
