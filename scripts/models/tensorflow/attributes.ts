import { Failure } from '../../kit/failure.ts';
import type { TfNode } from './graph-model.ts';

/** Value of an attribute, out of its protobuf wrapping. */
type TfAttribute = string | number | boolean | undefined | readonly (string | number)[];

/**
 * An attribute of a TensorFlow node: `{"i": "2"}` is 2, `{"s": "TkhXQw=="}` is `NHWC`, lists are lists, and an attribute
 * that the node does not have is `undefined`.
 *
 * @throws Failure for a kind of attribute that is not handled.
 */
export function attributeOf(node: TfNode, name: string): TfAttribute {
  const raw = node.attr[name];
  if (raw === undefined) return undefined;
  const value = unwrap(raw);
  if (value === undefined) throw unhandled(node, name, JSON.stringify(raw));
  return value;
}

/**
 * Makes sure that an attribute, where the node has it, is the one value that the translation is written for.
 *
 * @throws Failure that names the node, the attribute and its value.
 */
export function requireAttribute(node: TfNode, name: string, expected: TfAttribute): void {
  const value = attributeOf(node, name);
  if (value !== undefined && JSON.stringify(value) !== JSON.stringify(expected)) {
    throw unhandled(node, name, JSON.stringify(value));
  }
}

/** The failure for an attribute that the translation does not know what to do with. */
export function unhandled(node: TfNode, name: string, value: string): Failure {
  return new Failure(`node "${node.name}" (${node.op}): ${name} = ${value} is not handled`);
}

function unwrap(raw: unknown): TfAttribute {
  if (typeof raw !== 'object' || raw === null) return undefined;
  const { s, i, b, f, type, list } = raw as Partial<Record<'s' | 'i' | 'b' | 'f' | 'type' | 'list', unknown>>;
  if (typeof s === 'string') return fromBase64(s);
  if (typeof i === 'string' || typeof i === 'number') return Number(i);
  if (typeof b === 'boolean') return b;
  if (typeof f === 'number') return f;
  if (typeof type === 'string') return type;
  if (typeof list !== 'object' || list === null) return undefined;
  const { s: strings, i: integers } = list as Partial<Record<'s' | 'i', unknown>>;
  if (Array.isArray(strings)) return strings.map((item) => fromBase64(String(item)));
  if (Array.isArray(integers)) return integers.map(Number);
  return Object.keys(list).length === 0 ? [] : undefined;
}

function fromBase64(text: string): string {
  return Buffer.from(text, 'base64').toString('latin1');
}
