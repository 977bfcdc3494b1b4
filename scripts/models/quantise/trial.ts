import type { InputSpec } from '../../../src/contract/model.ts';
import type { Runtime } from '../../../src/inference/engines/onnxruntime/runtime.ts';
import type { Network } from '../onnx/graph.ts';
import { encodeOnnx } from '../onnx/onnx.ts';
import { optimise } from '../onnx/optimise.ts';
import { fuseQdq, insertQdq, type QuantisedNetwork, type Scheme } from '../onnx/qdq.ts';
import { encodeSafetensors, readExtents } from '../weights/safetensors.ts';

/** A network that is open in onnxruntime. */
interface Trial {
  /**
   * @param pixels NCHW with N = 1
   * @returns the outputs of the graph, by name
   */
  readonly run: (pixels: Float32Array) => Promise<ReadonlyMap<string, Float32Array>>;
  readonly close: () => Promise<void>;
}

/**
 * Opens a network in onnxruntime as the Worker would, without optimising it. Any of its values may be outputs.
 *
 * @throws when onnxruntime cannot run it
 */
export async function openTrial(
  ort: Runtime['ort'],
  { graph, tensors }: QuantisedNetwork,
  input: InputSpec,
): Promise<Trial> {
  const path = 'trial.safetensors';
  const data = encodeSafetensors(new Map([...tensors].filter(([name]) => graph.weights.has(name))));
  const session = await ort.InferenceSession.create(encodeOnnx(graph, [{ path, extents: readExtents(data, path) }]), {
    executionProviders: ['wasm'],
    graphOptimizationLevel: 'disabled',
    externalData: [{ path, data }],
  });
  return {
    run: async (pixels) => {
      const results = await session.run({ [input.name]: new ort.Tensor('float32', pixels, [1, ...input.size]) });
      return new Map(
        Object.entries(results).map(([name, { data }]) => {
          if (data instanceof Float32Array) return [name, data];
          throw new Error(`the value "${name}" is not fp32`);
        }),
      );
    },
    close: () => session.release(),
  };
}

/** Runs a network with different layers of it quantised, always on the same pictures. */
export class Attempts {
  readonly #ort: Runtime['ort'];
  readonly #network: Network;
  readonly #input: InputSpec;
  readonly #pictures: readonly Float32Array[];
  readonly #expected: readonly Float32Array[];

  private constructor(
    ort: Runtime['ort'],
    network: Network,
    input: InputSpec,
    pictures: readonly Float32Array[],
    expected: readonly Float32Array[],
  ) {
    this.#ort = ort;
    this.#network = network;
    this.#input = input;
    this.#pictures = pictures;
    this.#expected = expected;
  }

  /** @param pictures NCHW with N = 1 */
  static async begin(
    ort: Runtime['ort'],
    network: Network,
    input: InputSpec,
    pictures: readonly Float32Array[],
  ): Promise<Attempts> {
    const expected = await logitsOf(ort, network, input, new Map(), pictures);
    return new Attempts(ort, network, input, pictures, expected);
  }

  /**
   * How far a scheme moves the logits: mean over the pictures of the squared distance from those of fp32, as a part of
   * the variance of these.
   */
  async error(scheme: Scheme): Promise<number> {
    const logits = await logitsOf(this.#ort, this.#network, this.#input, scheme, this.#pictures);
    const errors = logits.map((got, index) => relativeError(got, this.#expected[index] ?? got));
    return errors.reduce((sum, error) => sum + error, 0) / errors.length;
  }
}

async function logitsOf(
  ort: Runtime['ort'],
  network: Network,
  input: InputSpec,
  scheme: Scheme,
  pictures: readonly Float32Array[],
): Promise<Float32Array[]> {
  const { graph, tensors } = fuseQdq(insertQdq(network, scheme));
  const trial = await openTrial(ort, { graph: optimise({ ...graph, outputs: ['logits'] }), tensors }, input);
  const all: Float32Array[] = [];
  for (const pixels of pictures) all.push(Float32Array.from((await trial.run(pixels)).get('logits') ?? []));
  await trial.close();
  return all;
}

function relativeError(got: Float32Array, expected: Float32Array): number {
  const mean = expected.reduce((sum, value) => sum + value, 0) / expected.length;
  const distance = expected.reduce((sum, value, index) => sum + (value - (got[index] ?? NaN)) ** 2, 0);
  return distance / expected.reduce((sum, value) => sum + (value - mean) ** 2, 0);
}
