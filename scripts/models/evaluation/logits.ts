import type { ModelEntry } from '../../../src/catalogue/manifest.ts';
import { type Loaded, pixelsOf } from '../onnx/runtime.ts';

/** What a classifier computed for a picture whose class is known. */
export interface LabelledLogits {
  /** Index of the true class. */
  readonly truth: number;
  readonly logits: Float32Array;
}

/**
 * What a model computes for a picture file, decoded and preprocessed as in the Worker.
 * @param engine has the model loaded
 * @throws ImageError when the picture cannot be decoded
 */
export async function logitsOf(engine: Loaded, model: ModelEntry, bytes: Uint8Array): Promise<Float32Array> {
  const { logits } = await engine.run(model, await pixelsOf(bytes, model.input), ['logits']);
  return Float32Array.from(logits.data);
}
