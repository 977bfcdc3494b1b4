import { Failure } from '../../kit/failure.ts';
import type { GraphBuilder } from '../onnx/graph.ts';
import type { TfConstant, TfNode } from './graph-model.ts';

/** Numbers that are known while translating. */
export interface Constant {
  readonly kind: 'constant';
  readonly shape: readonly number[];
  readonly data: TfConstant['data'];
}

/** The picture, RGB in [0, 1], after `x * scale + shift` per channel; scale and shift have 3 entries. */
export interface Pixels {
  readonly kind: 'pixels';
  readonly shape: readonly number[];
  readonly scale: readonly number[];
  readonly shift: readonly number[];
}

/** Something that is computed when the network runs. */
export interface Activation {
  readonly kind: 'activation';
  /** Name of the ONNX value, which is NCHW. */
  readonly name: string;
  /** Shape in TensorFlow's NHWC order; pooled values are `[1, C]`, though the ONNX value stays `[1, C, 1, 1]`. */
  readonly shape: readonly number[];
}

/** What a node of the TensorFlow graph stands for during the translation. */
export type Value = Constant | Pixels | Activation;

/** What an operator may use of the translation that it is part of. */
export interface Translation {
  readonly builder: GraphBuilder;
  /** ONNX name for a node: of its own layer, without TensorFlow's prefixes. */
  readonly nameOf: (node: TfNode) => string;
  /** Takes the picture as the network's first layer wants it, and returns the name of the ONNX input. */
  readonly useInput: (node: TfNode, pixels: Pixels) => string;
}

/** Translates one node, given the values of its inputs. */
export type Operator = (node: TfNode, inputs: readonly Value[], translation: Translation) => Value;

/** Input `index` of a node, when it is of the wanted kind. */
export function inputOf<K extends Value['kind']>(
  node: TfNode,
  inputs: readonly Value[],
  index: number,
  kind: K,
): Extract<Value, { kind: K }> {
  const value = inputs[index];
  if (value?.kind !== kind) {
    throw new Failure(`node "${node.name}" (${node.op}): input ${index} is ${describe(value)}, not of kind ${kind}`);
  }
  return value as Extract<Value, { kind: K }>;
}

/** A one-dimensional integer constant, such as a shape. */
export function integers(values: readonly number[]): Constant {
  return { kind: 'constant', shape: [values.length], data: Int32Array.from(values) };
}

/**
 * The names of the nodes whose values a node reads. Control inputs (`^name`) only order side effects, and drop out.
 *
 * @throws Failure for a second output of a node, which the translation does not know.
 */
export function inputNames(node: TfNode): string[] {
  return node.input
    .filter((input) => !input.startsWith('^'))
    .map((input) => {
      const name = input.replace(/:0$/, '');
      if (/:\d+$/.test(name)) throw new Failure(`node "${node.name}": input "${input}" is not handled`);
      return name;
    });
}

function describe(value: Value | undefined): string {
  return value ? `of kind ${value.kind} and shape [${value.shape.join()}]` : 'missing';
}
