import type { InputSpec } from '../../../src/contract/model.ts';
import type { Runtime } from '../../../src/inference/engines/onnxruntime/runtime.ts';
import { encodeOnnx } from '../onnx/onnx.ts';
import { encodeSafetensors, readExtents } from '../weights/safetensors.ts';
import type { QuantisedNetwork } from './insert-qdq.ts';

/** A network that onnxruntime has open, for as long as it is looked at. */
export interface Trial {
  /**
   * @param pixels NCHW with N = 1
   * @returns the outputs of the graph, by name
   */
  readonly run: (pixels: Float32Array) => Promise<ReadonlyMap<string, Float32Array>>;
  readonly close: () => Promise<void>;
}

/**
 * Opens a network in onnxruntime, whichever values of it are outputs, as the Worker would: without optimising it.
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
