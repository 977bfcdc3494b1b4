import type { ClassifierHead, Dense } from '../../../verdict/classifier-head.ts';
import type { LoadedPlan } from './plan-loader.ts';
import { PlanError } from './plan-format.ts';

/** Bytes and words of one record, as in kernels/steps.ts; the kind of a record is its first word. */
const RECORD_BYTES = 128;
/** The kind of a dense layer. */
const DENSE = 4;
/** Output channels of one panel. */
const PANEL = 8;
/** The activation of the hidden layer that heads have, if they have one. */
const HARD_SWISH = 3;

/** A dense layer as its record describes it; the fields are those of `Dense` in kernels/steps.ts. */
interface DenseRecord {
  readonly source: number;
  readonly target: number;
  readonly depth: number;
  readonly panels: number;
  readonly weights: number;
  readonly scales: number;
  readonly bias: number;
  readonly activation: number;
  readonly format: number;
}

/**
 * Reads the classifier out of a loaded plan, so that heat maps need no second file with its weights. What the plan has in
 * int16 or int8 is widened, each row by its scale.
 * @throws PlanError when the plan does not end with the layers of a head
 */
export function planHead(plan: LoadedPlan): ClassifierHead {
  const { header } = plan;
  const { logits, features } = header.outputs;
  const [, classes = 0] = logits.shape;
  const [, channels = 0, height = 0, width = 0] = features.shape;
  const records = denseRecords(plan);
  const last = records.findLast(({ target }) => target === logits.address);
  if (last === undefined) throw new PlanError(`the plan of ${header.model} does not end with a dense layer`);
  const before = records.findLast(({ target }) => target === last.source);
  // The first layer reads sums over all positions, where a head reads means, and its weights are divided accordingly.
  const area = height * width;
  if (before === undefined) {
    return { norm: undefined, hidden: undefined, classifier: readDense(plan, last, classes, channels, area) };
  }
  if (before.activation !== HARD_SWISH) {
    throw new PlanError(`the hidden layer of the head of ${header.model} is not a hard-swish`);
  }
  const units = before.panels * PANEL;
  return {
    norm: undefined,
    hidden: readDense(plan, before, units, channels, area),
    classifier: readDense(plan, last, classes, units, 1),
  };
}

function denseRecords({ kernels, header, program }: LoadedPlan): DenseRecord[] {
  const count = header.units.reduce((sum, { records }) => sum + records, 0);
  const words = new DataView(kernels.memory.buffer, program, count * RECORD_BYTES);
  const found: DenseRecord[] = [];
  for (let at = 0; at < words.byteLength; at += RECORD_BYTES) {
    if (words.getInt32(at, true) !== DENSE) continue;
    const word = (index: number): number => words.getInt32(at + 4 * index, true);
    found.push({
      ...{ source: word(1), target: word(2), depth: word(3), panels: word(4), weights: word(5) },
      ...{ scales: word(6), bias: word(7), activation: word(8), format: word(9) },
    });
  }
  return found;
}

/**
 * @param outputs rows of the matrix without the padding
 * @param inputs columns without the padding
 * @param factor what every weight is multiplied by
 */
function readDense(
  { kernels }: LoadedPlan,
  { depth, weights, scales, bias, format }: DenseRecord,
  outputs: number,
  inputs: number,
  factor: number,
): Dense {
  const { buffer } = kernels.memory;
  const stored = storedWeights(buffer, format, weights, Math.ceil(outputs / PANEL) * PANEL * depth);
  const factors = scales === 0 ? undefined : new Float32Array(buffer, scales, outputs);
  const weight = new Float32Array(outputs * inputs);
  for (let output = 0, to = 0; output < outputs; output++) {
    // [panel][depth][8]
    let from = Math.floor(output / PANEL) * PANEL * depth + (output % PANEL);
    const scale = factor * (factors?.[output] ?? 1);
    for (let input = 0; input < inputs; input++, from += PANEL) weight[to++] = scale * (stored[from] ?? NaN);
  }
  return { weight, bias: new Float32Array(buffer, bias, outputs).slice() };
}

/** @throws PlanError for a format that no dense layer has */
function storedWeights(buffer: ArrayBuffer, format: number, address: number, count: number) {
  switch (format) {
    case 0:
      return new Float32Array(buffer, address, count);
    case 1:
      return new Int16Array(buffer, address, count);
    case 2:
      return new Int8Array(buffer, address, count);
    default:
      throw new PlanError(`a dense layer has weights in format ${format}`);
  }
}
