import type { InputSpec } from '../../../src/contract/model.ts';
import type { Runtime } from '../../../src/inference/engines/onnxruntime/runtime.ts';
import { costOf } from '../onnx/cost.ts';
import type { Network } from '../onnx/graph.ts';
import { hasWeights } from '../onnx/qdq.ts';
import type { Range } from '../onnx/rounding.ts';
import { sizeOf } from '../weights/tensor.ts';
import { count, emptyHistogram, type Histogram } from './histogram.ts';
import { openTrial } from './trial.ts';

/** Input tensors of the calibration pictures, one after the other; each call starts from the first. */
type Pictures = () => AsyncIterable<Float32Array>;

/** What was seen of the values that layers read, by their name in the graph. */
export interface Observations {
  readonly histograms: ReadonlyMap<string, Histogram>;
  /** Smallest and largest value of each channel. */
  readonly ranges: ReadonlyMap<string, readonly Range[]>;
  /** Mean of each channel of a layer's input. */
  readonly means: ReadonlyMap<string, Float64Array>;
}

/**
 * Runs a network over calibration pictures and looks at what its layers read.
 *
 * @param pictures are run twice: for the ends of the ranges, and for what lies between them
 */
export async function observe(
  ort: Runtime['ort'],
  { graph, tensors }: Network,
  input: InputSpec,
  pictures: Pictures,
): Promise<Observations> {
  const layers = graph.nodes.filter(hasWeights);
  const values = new Set(layers.map(({ inputs: [value = ''] }) => value).filter((value) => value !== input.name));
  const { shapes } = costOf(graph);
  const means = new Map([...values].map((value) => [value, new Float64Array(shapes.get(value)?.[1] ?? 0)]));
  const ranges = new Map<string, Range[]>();
  const histograms = new Map<string, Histogram>();

  const trial = await openTrial(ort, { graph: { ...graph, outputs: [...values] }, tensors }, input);
  let seen = 0;
  for await (const pixels of pictures()) {
    for (const [value, data] of await trial.run(pixels)) {
      ranges.set(value, widened(ranges.get(value), data, shapes.get(value)?.[1] ?? 0));
    }
    seen++;
  }
  for (const [value, channels] of ranges) histograms.set(value, emptyHistogram(hull(channels)));
  for await (const pixels of pictures()) {
    for (const [value, data] of await trial.run(pixels)) {
      const histogram = histograms.get(value);
      if (histogram) count(histogram, data);
      const mean = means.get(value);
      if (mean) addChannelMeans(mean, data, sizeOf(shapes.get(value)?.slice(2) ?? []) * seen);
    }
  }
  await trial.close();
  return { histograms, ranges, means };
}

function widened(ranges: readonly Range[] | undefined, data: Float32Array, channels: number): Range[] {
  const positions = data.length / channels;
  return Array.from({ length: channels }, (_, channel) => {
    let [min, max] = ranges?.[channel] ?? [Infinity, -Infinity];
    for (const value of data.subarray(channel * positions, (channel + 1) * positions)) {
      if (value < min) min = value;
      if (value > max) max = value;
    }
    return [min, max];
  });
}

/** The range of all channels. */
function hull(channels: readonly Range[]): Range {
  return [Math.min(...channels.map(([min]) => min)), Math.max(...channels.map(([, max]) => max))];
}

/** @param divisor number of values that a mean is taken of */
function addChannelMeans(means: Float64Array, data: Float32Array, divisor: number): void {
  const positions = data.length / means.length;
  for (let channel = 0; channel < means.length; channel++) {
    let sum = 0;
    for (const value of data.subarray(channel * positions, (channel + 1) * positions)) sum += value;
    means[channel] = (means[channel] ?? 0) + sum / divisor;
  }
}
