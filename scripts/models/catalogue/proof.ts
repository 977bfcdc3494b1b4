import type { ModelEntry } from '../../../src/catalogue/manifest.ts';
import { Failure, reasonOf } from '../../kit/failure.ts';
import type { BuiltModel } from '../assembly.ts';
import { openEngine } from '../onnx/runtime.ts';
import { sizeOf } from '../weights/tensor.ts';

/**
 * Runs a model once in the engine of the Worker, on an even grey.
 *
 * @throws Failure when the engine cannot open it, or answers with NaN or infinity
 */
export async function proveModel(entry: ModelEntry, { files }: BuiltModel): Promise<void> {
  const engine = await openEngine();
  try {
    await engine.load(entry, new Map(files.map(({ path, content }) => [path, content])));
    const { logits } = await engine.run(entry, new Float32Array(sizeOf(entry.input.size)), ['logits']);
    if (logits.data.every(Number.isFinite)) return;
  } catch (error) {
    throw new Failure(`onnxruntime cannot run ${entry.name}: ${reasonOf(error)}`);
  } finally {
    await engine.release(entry);
  }
  throw new Failure(`${entry.name} answers with NaN or infinity; its weights are damaged`);
}
