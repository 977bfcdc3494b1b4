import type { Cost } from '../onnx/cost.ts';
import { Failure } from '../../kit/failure.ts';
import { type Geometry, marginsOf } from './geometry.ts';
import type { DenseLayer, DepthwiseLayer, Layer, PointwiseLayer, PoolLayer, StemLayer } from './layer.ts';
import { PANEL } from './panels.ts';
import { activationCode, encodeRecord, formatCode } from './records.ts';
import { betweenOf, ringOf, type Unit } from './schedule.ts';
import type { Placed, WeightFormat } from './weights.ts';

/** Where everything lies. */
interface Places {
  readonly shapes: Cost['shapes'];
  readonly geometries: ReadonlyMap<string, Geometry>;
  /** Address of a value, or of a layer's scratch memory. */
  readonly address: (name: string) => number;
  /** Weights of a layer, as addresses. */
  readonly weights: (layer: Layer) => Placed;
}

/** Unpacked weights should stay in the first-level cache, beside the pixels. */
const UNPACKED_BYTES = 32 * 1024;

/** Pixels that the kernels list, and round, at once. */
const BAND_PIXELS = 256;
/** Pixels of one tile. */
const TILE = 4;

/** Name of a layer's scratch memory. */
export function scratchOf(layer: Layer): string {
  return `scratch of ${layer.name}`;
}

/** Bytes of scratch memory that a layer needs. */
export function scratchBytes(
  layer: Layer,
  unit: Unit,
  places: Omit<Places, 'address' | 'weights'>,
  format: WeightFormat | undefined,
): number {
  if (layer.kind === 'stem') {
    const [, channels = 0] = places.shapes.get(layer.input) ?? [];
    const [, , , width = 0] = places.shapes.get(layer.output) ?? [];
    return 4 * channels * layer.kernel * ((width - 1) * layer.stride + layer.kernel);
  }
  if (layer.kind === 'depthwise' && format === 'byte') {
    return layer.kernel ** 2 * geometryOf(layer.output, places).pixel;
  }
  if (layer.kind !== 'pointwise') return 0;
  if (format === 'dot') {
    const { height, width } = geometryOf(layer.output, places);
    const tiles = Math.ceil((height * width) / TILE);
    const kept = unit.slice > 0 ? tiles : Math.min(BAND_PIXELS / TILE, tiles);
    // What the build without relaxed SIMD needs: one panel of weights and the pixels in int16; the other one needs less.
    const depth = depthOf(layer, places);
    return 2 * PANEL * depth + kept * (16 + 2 * TILE * depth);
  }
  return unpacks(layer, format) ? 4 * PANEL * depthOf(layer, places) * groupOf(layer, unit, places) : 0;
}

/** Whether weights are widened, or multiplied by a gate, before the kernels multiply them. */
function unpacks({ gate }: PointwiseLayer, format: WeightFormat | undefined): boolean {
  return format !== 'dot' && (format !== 'float' || gate !== undefined);
}

/** The records of one unit. */
export function encodeUnit(unit: Unit, places: Places): Int32Array[] {
  const records = unit.layers.map((layer) => encodeLayer(layer, unit, places));
  return unit.layers.length === 1
    ? records
    : [encodeRecord('bands', { rows: unit.rows, slice: unit.slice }), ...records];
}

function encodeLayer(layer: Layer, unit: Unit, places: Places): Int32Array {
  switch (layer.kind) {
    case 'stem':
      return encodeStem(layer, unit, places);
    case 'pointwise':
      return encodePointwise(layer, unit, places);
    case 'depthwise':
      return encodeDepthwise(layer, unit, places);
    case 'dense':
      return encodeDense(layer, places);
    case 'pool':
      return encodePool(layer, places);
  }
}

function encodeStem(layer: StemLayer, unit: Unit, places: Places): Int32Array {
  const { shapes, address, weights } = places;
  const [, sourceChannels = 0, sourceHeight = 0, sourceWidth = 0] = shapes.get(layer.input) ?? [];
  const to = geometryOf(layer.output, places);
  marginsOf(layer, shapes);
  const placed = weights(layer);
  return encodeRecord('stem', {
    source: address(layer.input),
    sourceChannels,
    sourceHeight,
    sourceWidth,
    kernel: layer.kernel,
    stride: layer.stride,
    padTop: layer.pads[0],
    padLeft: layer.pads[1],
    target: address(layer.output) + to.left * to.pixel,
    targetRow: to.row,
    targetPixel: to.pixel,
    targetRing: ringOf(unit, to.height),
    height: to.height,
    width: to.width,
    panels: panelsOf(to),
    weights: placed.weights,
    bias: placed.bias,
    activation: activationCode(layer.activation),
    scratch: address(scratchOf(layer)),
  });
}

function encodePointwise(layer: PointwiseLayer, unit: Unit, places: Places): Int32Array {
  const { address, weights } = places;
  const from = geometryOf(layer.input, places);
  const whole = geometryOf(layer.output, places);
  const to = betweenOf(unit, whole);
  const residual = layer.residual === undefined ? undefined : geometryOf(layer.residual, places);
  const placed = weights(layer);
  const unpacked = unpacks(layer, placed.format);
  return encodeRecord('pointwise', {
    source: address(layer.input) + from.left * from.pixel,
    sourceRow: from.row,
    sourcePixel: from.pixel,
    target: address(layer.output) + to.left * to.pixel,
    targetRow: to.row,
    targetPixel: to.pixel,
    targetRing: ringOf(unit, to.height),
    residual: residual ? address(layer.residual ?? '') + residual.left * residual.pixel : 0,
    residualRow: residual?.row ?? 0,
    height: to.height,
    width: to.width,
    depth: depthOf(layer, places),
    panels: panelsOf(whole),
    weights: placed.weights,
    scales: placed.scales ?? 0,
    bias: placed.bias,
    activation: activationCode(layer.activation),
    gate: layer.gate === undefined ? 0 : address(layer.gate),
    scratch: unpacked || placed.format === 'dot' ? address(scratchOf(layer)) : 0,
    group: unpacked ? groupOf(layer, unit, places) : panelsOf(whole),
    format: formatCode(placed.format),
    inverses: placed.grid?.inverses ?? 0,
    zeroPoints: placed.grid?.zeroPoints ?? 0,
  });
}

function encodeDepthwise(layer: DepthwiseLayer, unit: Unit, places: Places): Int32Array {
  const { shapes, address, weights } = places;
  const from = betweenOf(unit, geometryOf(layer.input, places));
  const to = geometryOf(layer.output, places);
  const { left, right } = marginsOf(layer, shapes);
  const placed = weights(layer);
  return encodeRecord('depthwise', {
    source: address(layer.input) + (from.left - left) * from.pixel,
    sourceRow: from.row,
    sourcePixel: from.pixel,
    pixel: to.pixel,
    sourceRing: unit.layers.length === 2 ? ringOf(unit, from.height) : from.height,
    sourceHeight: from.height,
    sourceWidth: from.width,
    kernel: layer.kernel,
    stride: layer.stride,
    padTop: layer.pads[0],
    padLeft: left,
    padRight: right,
    target: address(layer.output) + to.left * to.pixel,
    targetRow: to.row,
    height: to.height,
    width: to.width,
    weights: placed.weights,
    bias: placed.bias,
    activation: activationCode(layer.activation),
    pool: layer.pool === undefined ? 0 : address(layer.pool),
    scales: placed.scales ?? 0,
    scratch: placed.format === 'byte' ? address(scratchOf(layer)) : 0,
  });
}

function encodeDense(layer: DenseLayer, places: Places): Int32Array {
  const { address, weights } = places;
  const placed = weights(layer);
  return encodeRecord('dense', {
    source: address(layer.input),
    target: address(layer.output),
    depth: depthOf(layer, places),
    panels: panelsOf(geometryOf(layer.output, places)),
    weights: placed.weights,
    scales: placed.scales ?? 0,
    bias: placed.bias,
    activation: activationCode(layer.activation),
    format: formatCode(placed.format),
  });
}

function encodePool(layer: PoolLayer, places: Places): Int32Array {
  const from = geometryOf(layer.input, places);
  if (from.left + from.right > 0)
    throw new Failure(`node "${layer.name}" pools a value with padding, which is not handled`);
  return encodeRecord('pool', {
    source: places.address(layer.input),
    pixel: from.pixel,
    pixels: from.height * from.width,
    target: places.address(layer.output),
  });
}

/** Panels that are unpacked at once: those of a slice, or all where pixels come in bands, as each band needs them again. */
function groupOf(layer: PointwiseLayer, unit: Unit, places: Omit<Places, 'address' | 'weights'>): number {
  const panels = panelsOf(geometryOf(layer.output, places));
  if (unit.layers.length === 2) return unit.slice > 0 ? unit.slice : panels;
  const panelBytes = 4 * PANEL * depthOf(layer, places);
  return Math.min(panels, Math.max(1, Math.floor(UNPACKED_BYTES / panelBytes)));
}

/** Input channels of a matrix, padded. */
export function depthOf(layer: PointwiseLayer | DenseLayer, places: Pick<Places, 'geometries' | 'shapes'>): number {
  return geometryOf(layer.input, places).pixel / 4;
}

function panelsOf({ pixel }: Geometry): number {
  return pixel / (4 * PANEL);
}

function geometryOf(value: string, { geometries }: Pick<Places, 'geometries'>): Geometry {
  const geometry = geometries.get(value);
  if (!geometry) throw new Error(`nothing computes ${value}`);
  return geometry;
}
