import type { Activation } from './layer.ts';
import type { WeightFormat } from './weights.ts';

/** Fields of the kernels' records in their order; src/inference/engines/simd/kernels/steps.ts has the same. All are 32-bit words. */
const FIELDS = {
  stem: [
    'source',
    'sourceChannels',
    'sourceHeight',
    'sourceWidth',
    'kernel',
    'stride',
    'padTop',
    'padLeft',
    'target',
    'targetRow',
    'targetPixel',
    'targetRing',
    'height',
    'width',
    'panels',
    'weights',
    'bias',
    'activation',
    'scratch',
  ],
  pointwise: [
    'source',
    'sourceRow',
    'sourcePixel',
    'target',
    'targetRow',
    'targetPixel',
    'targetRing',
    'residual',
    'residualRow',
    'height',
    'width',
    'depth',
    'panels',
    'weights',
    'scales',
    'bias',
    'activation',
    'gate',
    'scratch',
    'group',
    'format',
    'inverses',
    'zeroPoints',
  ],
  depthwise: [
    'source',
    'sourceRow',
    'sourcePixel',
    'pixel',
    'sourceRing',
    'sourceHeight',
    'sourceWidth',
    'kernel',
    'stride',
    'padTop',
    'padLeft',
    'padRight',
    'target',
    'targetRow',
    'height',
    'width',
    'weights',
    'bias',
    'activation',
    'pool',
    'scales',
    'scratch',
  ],
  dense: ['source', 'target', 'depth', 'panels', 'weights', 'scales', 'bias', 'activation', 'format'],
  pool: ['source', 'pixel', 'pixels', 'target'],
  bands: ['rows', 'slice'],
} as const;

type RecordKind = keyof typeof FIELDS;

/** A record's fields, by name. */
type RecordFields<Kind extends RecordKind> = Readonly<Record<(typeof FIELDS)[Kind][number], number>>;

const KINDS: readonly RecordKind[] = ['stem', 'pointwise', 'depthwise', 'dense', 'pool', 'bands'];

const ACTIVATIONS: readonly Activation[] = [
  'none',
  'relu',
  'relu6',
  'hard-swish',
  'silu',
  'hard-sigmoid',
  'sigmoid',
  'quick-silu',
];

const FORMATS: readonly WeightFormat[] = ['float', 'half', 'byte', 'dot'];

/** Words of one record. */
const RECORD_WORDS = 32;
/** Bytes of one record. */
export const RECORD_BYTES = 4 * RECORD_WORDS;

/** The number that the kernels know an activation by. */
export function activationCode(activation: Activation): number {
  return ACTIVATIONS.indexOf(activation);
}

/** The number that the kernels know a format of weights by. */
export function formatCode(format: WeightFormat): number {
  return FORMATS.indexOf(format);
}

/** One step as the kernels read it. */
export function encodeRecord<Kind extends RecordKind>(kind: Kind, fields: RecordFields<Kind>): Int32Array {
  const record = new Int32Array(RECORD_WORDS);
  record[0] = KINDS.indexOf(kind) + 1;
  const names: readonly (keyof RecordFields<Kind>)[] = FIELDS[kind];
  for (const [index, name] of names.entries()) record[index + 1] = fields[name];
  return record;
}
