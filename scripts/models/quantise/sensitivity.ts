import { type Cost, costOf } from '../onnx/cost.ts';
import type { GraphNode, Network } from '../onnx/graph.ts';
import { hasWeights, type LayerScheme } from '../onnx/qdq.ts';
import { biasCorrection } from '../onnx/rounding.ts';
import { sizeOf, type Tensor, tensorOf } from '../weights/tensor.ts';
import { type Method, METHODS, rangeOf } from './histogram.ts';
import type { Observations } from './observation.ts';
import type { Attempts } from './trial.ts';

/** One way to quantise a layer, and how it changes the logits when only this layer is quantised. */
export interface Treatment {
  readonly scheme: LayerScheme;
  /** How the range of its input was chosen; null when only its weights are quantised. */
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
  /** Whether inputs are quantised, too, where that makes a layer faster. */
  readonly inputs: boolean;
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
    for (const { scheme, method } of schemesOf(node, weight, shapes, observations, options)) {
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
  shapes: Cost['shapes'],
  { histograms, means }: Observations,
  { inputs, correctBias }: TreatmentOptions,
): Omit<Treatment, 'error'>[] {
  const [input = ''] = node.inputs;
  const mean = means.get(input);
  const shift = correctBias && mean ? { bias: biasCorrection(node, weight, mean) } : {};
  const weightsOnly = { scheme: shift, method: null };
  const histogram = histograms.get(input);
  if (!inputs || !histogram || !paysInIntegers(node, weight, shapes)) return [weightsOnly];
  return [
    weightsOnly,
    ...METHODS.map((method) => ({ scheme: { ...shift, input: rangeOf(histogram, method) }, method })),
  ];
}

/**
 * Whether the SIMD engine computes a layer faster in whole numbers: 1x1 convolutions. Those of a single position are all
 * weights, which are read no faster, and of depthwise ones half of the time would go into reordering pixels
 * (docs/simd-engine.md).
 */
function paysInIntegers({ op, outputs, attributes }: GraphNode, weight: Tensor, shapes: Cost['shapes']): boolean {
  const positions = sizeOf(shapes.get(outputs[0] ?? '')?.slice(2) ?? []);
  const isPointwise = sizeOf(weight.shape.slice(2)) === 1 && attributes['group'] === 1;
  return op === 'Conv' && isPointwise && positions > 1;
}
