import type { EngineName } from '../../contract/names.ts';
import type { ModelFiles } from '../../catalogue/assets.ts';
import type { ModelEntry } from '../../catalogue/manifest.ts';

/** Which tensors of a model to hand out. */
export type OutputName = 'logits' | 'features';

/** A tensor in row-major order. */
export interface Tensor {
  readonly data: Float32Array;
  readonly dims: readonly number[];
}

/** Memory, in bytes. */
export interface LoadCost {
  /** What is held of the files while the model is loaded. */
  readonly files: number;
  /** What {@link Engine.heapBytes} grows by, first run included. */
  readonly growth: number;
}

/** What runs models. Models are told apart by their name in the manifest. */
export interface Engine {
  readonly name: EngineName;
  /** Whether this isolate has its runtime already; otherwise the next load starts it. */
  readonly started: boolean;
  /** Linear memory of all that is loaded, in bytes. */
  readonly heapBytes: number;
  /** Whether it has less of it when a model is released, or only uses it again for the next one. */
  readonly givesMemoryBack: boolean;

  /**
   * What loading a model takes at most.
   * @param bytes of all files of that model and of those that are loaded
   * @param own bytes of the files of that model
   */
  cost(bytes: number, own: number): LoadCost;

  /**
   * Makes a model ready to run.
   * @param files graph and weights, or a promise of them, so that the engine can start while they are read; it keeps no
   *   reference to them afterwards
   * @throws when a file is missing or is not what the engine can run
   */
  load(model: ModelEntry, files: ModelFiles | Promise<ModelFiles>): Promise<void>;

  /**
   * Runs a loaded model on one picture.
   * @param pixels normalised NCHW tensor of the manifest's `input.size` with N = 1
   * @returns the wanted outputs: `logits` `[1, classes]`, `features` `[1, channels, height, width]`
   * @throws LostModelError when the model was loaded and is no longer, and can be loaded again
   * @throws when the model is not loaded or the tensor has another size
   */
  run<Name extends OutputName>(
    model: ModelEntry,
    pixels: Float32Array,
    outputs: readonly Name[],
  ): Promise<Record<Name, Tensor>>;

  /** Gives back what a model holds. Does nothing when it is not loaded. */
  release(model: ModelEntry): Promise<void>;
}

/** A model broke its instance while it ran, and the engine has given both up. */
export class LostModelError extends Error {
  override name = 'LostModelError';
}

/**
 * The whole of one file.
 * @throws when it is not among them
 */
export async function readWhole(files: ModelFiles, path: string): Promise<Uint8Array> {
  const file = requireFile(files, path);
  return file instanceof Uint8Array ? file : new Response(file).bytes();
}

/** @throws when the file is not among them */
export function requireFile(files: ModelFiles, path: string): Uint8Array | ReadableStream<Uint8Array> {
  const file = files.get(path);
  if (file === undefined) throw new Error(`the file ${path} was not handed over`);
  return file;
}
