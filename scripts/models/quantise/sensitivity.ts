import { setImmediate as turn } from 'node:timers/promises';

import type { VariantKind } from '../../../src/contract/names.ts';
import { type Cost, costOf } from '../onnx/cost.ts';
import type { GraphNode, Network } from '../onnx/graph.ts';
import { hasWeights, type LayerScheme, paysInIntegers } from '../onnx/qdq.ts';
import { type ActivationGrid, biasCorrection, gridOf, type Range } from '../onnx/rounding.ts';
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

/** How much of the difference between channels their scales take up: `gridOf` says what that means. */
const EVENNESS = [0, 0.5, 1];

/**
 * Measures each layer of a network on its own.
 * @param kind with `int8`, what a layer reads is quantised, too, where that makes it faster
 */
export async function measureSensitivity(
  { graph, tensors }: Network,
  attempts: Attempts,
  observations: Observations,
  kind: VariantKind,
  report: (line: string) => void,
): Promise<Sensitivity[]> {
  const { shapes } = costOf(graph);
  const layers = graph.nodes.filter(hasWeights);
  const sensitivities: Sensitivity[] = [];
  for (const [index, node] of layers.entries()) {
    // The engine never waits, and whoever asks this process to end has to be heard.
    await turn();
    report(`layer ${index + 1} of ${layers.length}, ${node.name}`);
    const weight = tensorOf(tensors, node.inputs[1] ?? '', 'the network');
    const treatments: Treatment[] = [];
    for (const { scheme, method } of schemesOf(node, weight, shapes, observations, kind)) {
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
  { histograms, ranges, means }: Observations,
  kind: VariantKind,
): Omit<Treatment, 'error'>[] {
  const [input = ''] = node.inputs;
  const mean = means.get(input);
  const schemeWith = (grid?: ActivationGrid): LayerScheme => ({
    ...(grid && { input: grid }),
    ...(mean && { bias: biasCorrection(node, weight, mean, grid) }),
  });
  const weightsOnly = { scheme: schemeWith(), method: null };
  const histogram = histograms.get(input);
  const channels = ranges.get(input);
  if (kind === 'w8' || !histogram || !channels || !paysInIntegers(node, shapes)) return [weightsOnly];
  return [
    weightsOnly,
    ...METHODS.flatMap((method) => {
      const kept = clipped(channels, rangeOf(histogram, method));
      return EVENNESS.map((evenness) => ({ scheme: schemeWith(gridOf(kept, evenness)), method }));
    }),
  ];
}

/** What is left of the range of each channel within that of all. */
function clipped(channels: readonly Range[], [least, most]: Range): Range[] {
  return channels.map(([min, max]) => [Math.max(min, least), Math.min(max, most)]);
}
