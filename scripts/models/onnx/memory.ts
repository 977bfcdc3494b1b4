import { ISOLATE_BYTES, MODEL_BYTES } from '../../../src/inference/memory/limits.ts';
import { costOf } from './cost.ts';
import type { Graph } from './graph.ts';
import { sizeOf } from '../weights/tensor.ts';

/**
 * onnxruntime itself, with what it keeps for each node: heap less weights and activations, measured for the smaller of
 * 15 networks from 10 to 114 MB, each in its own instance.
 */
const RUNTIME_BYTES = 16 * 1024 * 1024;

/** What a model takes while it runs, in bytes. */
export interface Footprint {
  readonly weights: number;
  /** The largest total of all activations that exist at the same time. */
  readonly activations: number;
}

/** WebAssembly heap that one model needs; it grows in steps, so it can be a fifth larger. */
export function heapBytes({ weights, activations }: Footprint): number {
  return weights + activations + RUNTIME_BYTES;
}

/** Whether the Worker takes a model, and why not. */
interface Fit {
  readonly isServed: boolean;
  /** One sentence, without the model's name. */
  readonly sentence: string;
}

/** @param served bytes of graph and weights, which count against the Worker's memory budget */
export function fitOf(footprint: Footprint, served: number): Fit {
  const heap = mebibytes(heapBytes(footprint));
  const need =
    `it needs about ${heap} to run, ${mebibytes(footprint.weights)} of weights and up to ` +
    `${mebibytes(footprint.activations)} between the layers`;
  if (served > MODEL_BYTES) {
    return {
      isServed: false,
      sentence:
        `${need}. That is more than the ${mebibytes(MODEL_BYTES)} that the Worker has for models in the ` +
        `${mebibytes(ISOLATE_BYTES)} of an isolate: it answers 503, and the model can only be used in Node ` +
        '(npm run models -- evaluate)',
    };
  }
  return { isServed: true, sentence: `${need}, in the ${mebibytes(ISOLATE_BYTES)} of an isolate` };
}

function mebibytes(bytes: number): string {
  return `${Math.round(bytes / 2 ** 20)} MiB`;
}

/**
 * The largest total size of the activations, in bytes, when each is released after its last reader.
 *
 * @param graph with its head
 */
export function peakActivationBytes(graph: Graph): number {
  const { shapes } = costOf(graph);
  const bytesOf = (value: string): number => 4 * sizeOf(shapes.get(value) ?? []);
  const lastReader = new Map<string, number>();
  for (const [index, { inputs }] of graph.nodes.entries()) for (const input of inputs) lastReader.set(input, index);
  for (const output of graph.outputs) lastReader.set(output, graph.nodes.length);

  let live = bytesOf(graph.input.name);
  let peak = live;
  for (const [index, { inputs, outputs }] of graph.nodes.entries()) {
    for (const output of outputs) live += bytesOf(output);
    peak = Math.max(peak, live);
    for (const input of new Set(inputs)) {
      if (lastReader.get(input) === index && !graph.weights.has(input)) live -= bytesOf(input);
    }
  }
  return peak;
}
