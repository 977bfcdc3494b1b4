import { costOf } from './cost.ts';
import type { Graph } from './graph.ts';
import { sizeOf } from './tensor.ts';

/** What Cloudflare gives an isolate, JavaScript and WebAssembly together, in bytes. */
export const ISOLATE_BYTES = 128 * 1024 * 1024;

/**
 * onnxruntime itself, with what it keeps for each node: what the heap was larger than weights and activations for the
 * smaller of 15 networks from 10 to 114 MB, each in an instance of its own.
 */
const RUNTIME_BYTES = 16 * 1024 * 1024;
/** The heap grows by a fifth at a time. */
const GROWTH = 1.2;

/** What a model takes while it runs, in bytes. */
export interface Footprint {
  readonly weights: number;
  /** The most that values between the layers take at one time. */
  readonly activations: number;
}

/** WebAssembly heap that one model needs; what it takes is up to a fifth more, because of the steps in which it grows. */
export function heapBytes({ weights, activations }: Footprint): number {
  return weights + activations + RUNTIME_BYTES;
}

/** Whether a model can live in an isolate of Cloudflare's, in words. */
export function describeFit(footprint: Footprint): string {
  const heap = heapBytes(footprint);
  // The files are in the JavaScript heap until onnxruntime has copied them into its own.
  const most = Math.max(heap, 2 * footprint.weights + RUNTIME_BYTES);
  const need =
    `it needs about ${mebibytes(heap)} to run (${mebibytes(footprint.weights)} of weights, up to ` +
    `${mebibytes(footprint.activations)} between the layers) and ${mebibytes(most)} while it is loaded`;
  if (most > ISOLATE_BYTES) {
    return (
      `${need}, which does not fit into the ${mebibytes(ISOLATE_BYTES)} of an isolate on Cloudflare: use it on this ` +
      'machine only, where workerd enforces no limit'
    );
  }
  if (GROWTH * most > ISOLATE_BYTES) {
    return `${need}: tight in the ${mebibytes(ISOLATE_BYTES)} of an isolate on Cloudflare, which also hold the picture`;
  }
  return `${need}, of the ${mebibytes(ISOLATE_BYTES)} that an isolate on Cloudflare has`;
}

function mebibytes(bytes: number): string {
  return `${Math.round(bytes / 2 ** 20)} MiB`;
}

/**
 * The most bytes that values between the layers take at one time, when each is given up after its last reader.
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
