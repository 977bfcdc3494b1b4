import type { ModelFiles } from '../../catalogue/assets.ts';
import type { EngineName } from '../../contract/names.ts';
import type { ModelEntry } from '../../catalogue/manifest.ts';

/** The tensors that a model can return. */
export type OutputName = 'logits' | 'features';

/** A tensor in row-major order. */
export interface Tensor {
  readonly data: Float32Array;
  readonly dims: readonly number[];
}

/** Memory, in bytes. */
export interface LoadCost {
  /** Bytes of files that are in memory while the model is loaded. */
  readonly files: number;
  /** By how much {@link Engine.heapBytes} grows, the first run included. */
  readonly growth: number;
}

/** Runs models, which it knows by their name in the manifest. */
export interface Engine {
  readonly name: EngineName;
  /** Whether its runtime is started in this isolate; otherwise the next load starts it. */
  readonly started: boolean;
  /** Size of its linear memories, in bytes. */
  readonly heapBytes: number;
  /** What {@link heapBytes} may come to and then stays, whatever is released; 0 when each model gives its memory back. */
  readonly keptBytes: number;

  /**
   * The most memory that loading a model takes.
   * @param files bytes of the files of that model, and of all that will be loaded with it
   */
  cost(model: ModelEntry, files: { readonly own: number; readonly all: number }): LoadCost;

  /**
   * Makes a model ready to run.
   * @param files graph and weights, or a promise of them, so that the engine can start while they are read. It does not
   *   keep them.
   * @throws when a file is missing or the engine cannot run it
   */
  load(model: ModelEntry, files: ModelFiles | Promise<ModelFiles>): Promise<void>;

  /**
   * Runs a loaded model on one picture.
   * @param pixels normalised NCHW tensor of the manifest's `input.size` with N = 1
   * @returns the wanted outputs: `logits` `[1, classes]`, `features` `[1, channels, height, width]`
   * @throws LostModelError when the model had to be unloaded while it ran; it can be loaded again
   * @throws when the model is not loaded or the tensor has another size
   */
  run<Name extends OutputName>(
    model: ModelEntry,
    pixels: Float32Array,
    outputs: readonly Name[],
  ): Promise<Record<Name, Tensor>>;

  /** By how much {@link release} would make {@link heapBytes} smaller. */
  releasableBytes(model: ModelEntry): number;

  /** Unloads a model. Does nothing when it is not loaded. */
  release(model: ModelEntry): Promise<void>;
}

/** A model broke its WebAssembly instance while it ran, and the engine has unloaded it. */
export class LostModelError extends Error {
  override name = 'LostModelError';
}

/**
 * Reads one file to its end.
 * @throws when it is missing
 */
export async function readWhole(files: ModelFiles, path: string): Promise<Uint8Array> {
  const file = requireFile(files, path);
  return file instanceof Uint8Array ? file : new Response(file).bytes();
}

/** @throws when the file is missing */
export function requireFile(files: ModelFiles, path: string): Uint8Array | ReadableStream<Uint8Array> {
  const file = files.get(path);
  if (file === undefined) throw new Error(`the file ${path} is missing`);
  return file;
}
