import type { Cost } from '../onnx/cost.ts';
import { Failure } from '../../kit/failure.ts';
import type { Layer, StemLayer, DepthwiseLayer } from './layer.ts';
import { padded } from './panels.ts';

const WORD = 4;

/** How a picture-like value lies in memory: NHWC, channels padded to whole panels, columns of zeros at the sides. */
export interface Geometry {
  readonly channels: number;
  readonly height: number;
  readonly width: number;
  readonly left: number;
  readonly right: number;
  /** Bytes from pixel to pixel. */
  readonly pixel: number;
  /** Bytes from row to row. */
  readonly row: number;
}

/** The geometry of every value but the picture; depthwise convolutions decide about the columns of zeros. */
export function geometriesOf(layers: readonly Layer[], shapes: Cost['shapes']): ReadonlyMap<string, Geometry> {
  const margins = new Map<string, { left: number; right: number }>();
  for (const layer of layers) {
    if (layer.kind !== 'depthwise') continue;
    const { left, right } = marginsOf(layer, shapes);
    const known = margins.get(layer.input);
    margins.set(layer.input, {
      left: Math.max(left, known?.left ?? 0),
      right: Math.max(right, known?.right ?? 0),
    });
  }
  const values = layers.flatMap((layer) =>
    layer.kind === 'depthwise' && layer.pool !== undefined ? [layer.output, layer.pool] : [layer.output],
  );
  return new Map(
    values.map((value) => {
      const [, channels = 0, height = 1, width = 1] = shapes.get(value) ?? [];
      const { left, right } = margins.get(value) ?? { left: 0, right: 0 };
      const pixel = WORD * padded(channels);
      return [value, { channels, height, width, left, right, pixel, row: (left + width + right) * pixel }];
    }),
  );
}

/** Columns that a depthwise convolution reads beside its input. */
export function marginsOf(
  { name, input, output, kernel, stride, pads }: DepthwiseLayer | StemLayer,
  shapes: Cost['shapes'],
): { left: number; right: number } {
  const [, , , width = 0] = shapes.get(input) ?? [];
  const [, , , outputs = 0] = shapes.get(output) ?? [];
  const [, left] = pads;
  const right = (outputs - 1) * stride + kernel - left - width;
  if (left >= kernel || right >= kernel) throw new Failure(`node "${name}" pads more than its kernel is wide`);
  return { left, right: Math.max(0, right) };
}
