import { costOf } from '../onnx/cost.ts';
import type { Graph, GraphNode, Network } from '../onnx/graph.ts';
import { hasWeights, type LayerScheme } from '../onnx/qdq.ts';
import { biasCorrection } from '../onnx/rounding.ts';
import { sizeOf, type Tensor, tensorOf } from '../weights/tensor.ts';
import { type Method, METHODS, rangeOf } from './histogram.ts';
import type { Observations } from './observation.ts';
import type { Attempts } from './trial.ts';

/** One way to quantise a layer, and how it changes the logits when only this layer is quantised. */
export interface Treatment {
  readonly scheme: LayerScheme;
  /** How the ranges of its activations were chosen; null when only its weights are quantised. */
  readonly method: Method | null;
  /** Squared, as a part of the logits' variance. */
  readonly error: number;
}

/** Gain and error of each way to quantise a layer. */
export interface Sensitivity {
  readonly layer: string;
  /** Bytes that int8 weights save. */
  readonly savedBytes: number;
  readonly macs: number;
  readonly treatments: readonly Treatment[];
}

/** Which treatments are tried on each layer. */
interface TreatmentOptions {
  /** Whether activations are quantised, too, where that can make a layer faster. */
  readonly activations: boolean;
  readonly correctBias: boolean;
}

/** Measures each layer of a network on its own. */
export async function measureSensitivity(
  { graph, tensors }: Network,
  attempts: Attempts,
  observations: Observations,
  options: TreatmentOptions,
  report: (line: string) => void,
): Promise<Sensitivity[]> {
  const { shapes } = costOf(graph);
  const layers = graph.nodes.filter(hasWeights);
  const sensitivities: Sensitivity[] = [];
  for (const [index, node] of layers.entries()) {
    report(`layer ${index + 1} of ${layers.length}, ${node.name}`);
    const weight = tensorOf(tensors, node.inputs[1] ?? '', 'the network');
    const treatments: Treatment[] = [];
    for (const { scheme, method } of schemesOf(node, weight, graph, observations, options)) {
      treatments.push({ scheme, method, error: await attempts.error(new Map([[node.name, scheme]])) });
    }
    const [rows = 0, ...row] = weight.shape;
    sensitivities.push({
      layer: node.name,
      savedBytes: 3 * weight.data.length - 4 * rows,
      macs: sizeOf(shapes.get(node.outputs[0] ?? '') ?? []) * sizeOf(row),
      treatments,
    });
  }
  return sensitivities;
}

function schemesOf(
  node: GraphNode,
  weight: Tensor,
  graph: Graph,
  { histograms, means }: Observations,
  { activations, correctBias }: TreatmentOptions,
): Omit<Treatment, 'error'>[] {
  const [input = ''] = node.inputs;
  const mean = means.get(input);
  const shift = correctBias && mean ? { bias: biasCorrection(node, weight, mean) } : {};
  const weightsOnly = { scheme: shift, method: null };
  const [before, after] = [histograms.get(input), histograms.get(node.outputs[0] ?? '')];
  if (!activations || !before || !after || !paysInIntegers(node, weight, graph)) return [weightsOnly];
  return [
    weightsOnly,
    ...METHODS.map((method) => ({
      scheme: { ...shift, activations: { input: rangeOf(before, method), output: rangeOf(after, method) } },
      method,
    })),
  ];
}

/** Fewest input channels and most output positions for which a layer is faster in whole numbers. */
const INTEGER_INPUTS = 80;
const INTEGER_POSITIONS = 28 * 28;

/**
 * Whether onnxruntime computes a layer faster in whole numbers, conversions included. Convolutions of one channel a group
 * take three times as long, large maps of few channels twice as long, and those of a single position are all weights
 * (docs/quantisation.md).
 */
function paysInIntegers({ op, outputs, attributes }: GraphNode, weight: Tensor, graph: Graph): boolean {
  const [, inputs = 0] = weight.shape;
  const positions = sizeOf(
    costOf(graph)
      .shapes.get(outputs[0] ?? '')
      ?.slice(2) ?? [],
  );
  return (
    op === 'Conv' &&
    attributes['group'] === 1 &&
    inputs >= INTEGER_INPUTS &&
    positions > 1 &&
    positions <= INTEGER_POSITIONS
  );
}
