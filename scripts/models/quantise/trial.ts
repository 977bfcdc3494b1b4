import type { ModelEntry } from '../../../src/catalogue/manifest.ts';
import type { InputSpec } from '../../../src/contract/model.ts';
import type { Runtime } from '../../../src/inference/engines/onnxruntime/runtime.ts';
import type { SimdEngine } from '../../../src/inference/engines/simd/engine.ts';
import type { Network } from '../onnx/graph.ts';
import { encodeOnnx } from '../onnx/onnx.ts';
import { optimise } from '../onnx/optimise.ts';
import { insertQdq, type QuantisedNetwork, type Scheme } from '../onnx/qdq.ts';
import { compilePlan } from '../plan/plan.ts';
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

/** The logits of the pictures, one after the other, of a network whose layers are quantised so. */
type Runner = (scheme: Scheme) => Promise<Float32Array[]>;

/** Runs a network in onnxruntime. @param pictures NCHW with N = 1 */
export function onnxruntimeRunner(
  ort: Runtime['ort'],
  network: Network,
  input: InputSpec,
  pictures: readonly Float32Array[],
): Runner {
  return async (scheme) => {
    const { graph, tensors } = insertQdq(network, scheme);
    const trial = await openTrial(ort, { graph: optimise({ ...graph, outputs: ['logits'] }), tensors }, input);
    const all: Float32Array[] = [];
    for (const pixels of pictures) all.push(Float32Array.from((await trial.run(pixels)).get('logits') ?? []));
    await trial.close();
    return all;
  };
}

/** Runs a network in the SIMD engine, a third as long. @param base its entry in the manifest */
export function simdRunner(
  engine: SimdEngine,
  base: ModelEntry,
  network: Network,
  pictures: readonly Float32Array[],
): Runner {
  const path = 'trial.plan';
  const entry: ModelEntry = { ...base, name: 'trial', files: [{ path, role: 'plan', bytes: 0, sha256: '' }] };
  return async (scheme) => {
    await engine.load(entry, new Map([[path, compilePlan(entry.name, insertQdq(network, scheme))]]));
    const all: Float32Array[] = [];
    for (const pixels of pictures) all.push((await engine.run(entry, pixels, ['logits'])).logits.data);
    await engine.release(entry);
    return all;
  };
}

/** Runs a network with different layers of it quantised, always on the same pictures. */
export class Attempts {
  readonly #run: Runner;
  readonly #expected: readonly Float32Array[];

  private constructor(run: Runner, expected: readonly Float32Array[]) {
    this.#run = run;
    this.#expected = expected;
  }

  static async begin(run: Runner): Promise<Attempts> {
    return new Attempts(run, await run(new Map()));
  }

  /**
   * How far a scheme moves the logits: mean over the pictures of the squared distance from those of fp32, as a part of
   * the variance of these.
   */
  async error(scheme: Scheme): Promise<number> {
    const logits = await this.#run(scheme);
    const errors = logits.map((got, index) => relativeError(got, this.#expected[index] ?? got));
    return errors.reduce((sum, error) => sum + error, 0) / errors.length;
  }
}

function relativeError(got: Float32Array, expected: Float32Array): number {
  const mean = expected.reduce((sum, value) => sum + value, 0) / expected.length;
  const distance = expected.reduce((sum, value, index) => sum + (value - (got[index] ?? NaN)) ** 2, 0);
  return distance / expected.reduce((sum, value) => sum + (value - mean) ** 2, 0);
}
