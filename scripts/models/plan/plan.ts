import { ARENA_BEGIN, type PlanHeader } from '../../../src/inference/engines/simd/plan-format.ts';
import { type Cost, costOf } from '../onnx/cost.ts';
import { Failure } from '../../kit/failure.ts';
import type { QuantisedNetwork } from '../onnx/qdq.ts';
import type { ActivationGrid } from '../onnx/rounding.ts';
import { sizeOf } from '../weights/tensor.ts';
import { layOut, type Lifetime } from './arena.ts';
import { encodePlan } from './file.ts';
import { geometriesOf, type Geometry } from './geometry.ts';
import type { Layer } from './layer.ts';
import { plainNetwork } from './plain-network.ts';
import { depthOf, encodeUnit, scratchBytes, scratchOf } from './program.ts';
import { recognise } from './recognise.ts';
import { betweenOf, readsOf, ringOf, schedule, type Unit, writesOf } from './schedule.ts';
import { type Placed, type WeightFormat, Weights } from './weights.ts';

interface PlanOptions {
  /** Matrices in fp32 of at least so many weights are kept in int16. */
  readonly halvedFrom?: number;
}

/** Smaller matrices save little, and those near the picture are the ones whose rounding shows most in the logits. */
const HALVED_FROM = 80_000;

/**
 * Compiles a network for the SIMD engine: which kernel runs when and on which addresses, and the weights in the order in
 * which the kernels read them.
 *
 * @param name Of the model; the engine compares it with what it was asked for.
 * @param network With its head: outputs `logits` and `features`. Its weights may be whole numbers.
 * @returns The file that the engine loads.
 * @throws Failure that names the node and its operator when there is no kernel for it.
 */
export function compilePlan(
  name: string,
  network: QuantisedNetwork,
  { halvedFrom = HALVED_FROM }: PlanOptions = {},
): Uint8Array<ArrayBuffer> {
  const plain = plainNetwork(network);
  const { graph, grids } = plain;
  const { shapes } = costOf(graph);
  const recognised = recognise(graph, shapes);
  // What is rounded to eight bits needs no more digits.
  const layers = grids.size > 0 ? recognised.map(quickened) : recognised;
  const geometries = geometriesOf(layers, shapes);
  const units = schedule(layers, geometries, graph.outputs);

  const weights = new Weights(plain, halvedFrom);
  const placed = new Map(
    layers.map((layer) => [layer, place(layer, weights, { shapes, geometries }, grids.get(layer.name))]),
  );
  const arena = layOut(
    lifetimesOf(units, { shapes, geometries, kept: graph.outputs, input: graph.input.name }, (layer) => {
      return placed.get(layer)?.format;
    }),
  );
  const address = (value: string): number => {
    const offset = arena.offsets.get(value);
    if (offset === undefined) throw new Error(`${value} has no place`);
    return ARENA_BEGIN + offset;
  };

  const features = geometries.get('features');
  if (!features || features.left + features.right > 0) throw new Failure(`${name} has no features to hand out`);
  const header: PlanHeader = {
    model: name,
    input: { address: address(graph.input.name), shape: [...graph.input.shape] },
    outputs: {
      logits: { address: address('logits'), shape: [...(shapes.get('logits') ?? [])] },
      features: {
        address: address('features'),
        shape: [...(shapes.get('features') ?? [])],
        pixel: features.pixel,
        row: features.row,
      },
    },
    units: units.map((unit) => describe(unit, shapes)),
  };
  const recordsOf = (weightsAddress: number): Int32Array[] =>
    units.flatMap((unit) =>
      encodeUnit(unit, {
        shapes,
        geometries,
        address,
        weights: (layer) => moved(placed.get(layer), weightsAddress),
      }),
    );
  return encodePlan({
    header,
    arenaBytes: arena.bytes,
    records: recordsOf(0).length,
    encodeProgram: (weightsAddress) => Int32Array.from(recordsOf(weightsAddress).flatMap((record) => [...record])),
    weights: weights.finish(),
  });
}

function place(
  layer: Layer,
  weights: Weights,
  places: { readonly shapes: Cost['shapes']; readonly geometries: ReadonlyMap<string, Geometry> },
  grid: ActivationGrid | undefined,
): Placed | undefined {
  if (grid && layer.kind !== 'pointwise') {
    throw new Failure(`node "${layer.name}": only 1x1 convolutions of more than one position compute in whole numbers`);
  }
  switch (layer.kind) {
    case 'stem':
      return weights.filters(layer.weight, layer.bias);
    case 'depthwise':
      return weights.taps(layer.weight, layer.bias);
    case 'pointwise':
      return weights.matrix(layer.weight, layer.bias, depthOf(layer, places), 1, grid);
    case 'dense':
      return weights.matrix(layer.weight, layer.bias, depthOf(layer, places), layer.divisor);
    case 'pool':
      return undefined;
  }
}

function quickened(layer: Layer): Layer {
  return layer.kind !== 'pool' && layer.activation === 'silu' ? { ...layer, activation: 'quick-silu' } : layer;
}

function moved(placed: Placed | undefined, by: number): Placed {
  if (!placed) throw new Error('a layer without weights was asked for them');
  return {
    ...placed,
    weights: placed.weights + by,
    bias: placed.bias + by,
    ...(placed.scales !== undefined && { scales: placed.scales + by }),
    ...(placed.grid && { grid: { inverses: placed.grid.inverses + by, zeroPoints: placed.grid.zeroPoints + by } }),
  };
}

interface Values {
  readonly shapes: Cost['shapes'];
  readonly geometries: ReadonlyMap<string, Geometry>;
  /** Values that must be there at the end. */
  readonly kept: readonly string[];
  /** The picture. */
  readonly input: string;
}

function lifetimesOf(
  units: readonly Unit[],
  values: Values,
  formatOf: (layer: Layer) => WeightFormat | undefined,
): Lifetime[] {
  const { shapes, geometries, kept, input } = values;
  const lastRead = new Map<string, number>(kept.map((value) => [value, units.length]));
  for (const [index, { layers }] of units.entries()) {
    for (const value of layers.flatMap(readsOf)) lastRead.set(value, Math.max(index, lastRead.get(value) ?? 0));
  }
  const lifetimes: Lifetime[] = [
    { name: input, bytes: 4 * sizeOf(shapes.get(input) ?? []), from: 0, to: lastRead.get(input) ?? 0 },
  ];
  for (const [index, unit] of units.entries()) {
    for (const [position, layer] of unit.layers.entries()) {
      for (const value of writesOf(layer)) {
        const geometry = geometries.get(value);
        if (!geometry) throw new Error(`nothing computes ${value}`);
        const isBetween = position < unit.layers.length - 1;
        const { row, height } = isBetween ? betweenOf(unit, geometry) : geometry;
        lifetimes.push({
          name: value,
          bytes: row * (isBetween ? ringOf(unit, height) : height),
          from: index,
          to: lastRead.get(value) ?? index,
        });
      }
      const bytes = scratchBytes(layer, unit, { shapes, geometries }, formatOf(layer));
      if (bytes > 0) lifetimes.push({ name: scratchOf(layer), bytes, from: index, to: index });
    }
  }
  return lifetimes;
}

function describe({ layers }: Unit, shapes: Cost['shapes']): PlanHeader['units'][number] {
  return {
    name: layers.map(({ name }) => name).join(' + '),
    kind: layers.map(({ kind }) => kind).join(' + '),
    records: layers.length === 1 ? 1 : layers.length + 1,
    macs: layers.reduce((sum, layer) => {
      if (layer.kind === 'pool') return sum;
      return sum + sizeOf(shapes.get(layer.output) ?? []) * sizeOf((shapes.get(layer.weight) ?? []).slice(1));
    }, 0),
  };
}
