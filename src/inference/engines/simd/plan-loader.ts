import type { ModelEntry } from '../../../catalogue/manifest.ts';
import { type Kernels, instantiateKernels } from './kernel-instance.ts';
import {
  PlanError,
  PLAN_CHECKED_FROM,
  PLAN_MAGIC,
  PLAN_PRELUDE_BYTES,
  PLAN_VERSION,
  type PlanHeader,
} from './plan-format.ts';

/** Memory of a Worker: a damaged size must not ask for more. */
const MAX_BYTES = 128 * 1024 * 1024;

/** A model's plan in the memory of its kernels. */
export interface LoadedPlan {
  readonly kernels: Kernels;
  readonly header: PlanHeader;
  /** Address of the first record. */
  readonly program: number;
}

/** The numbers at the beginning of a plan file. */
interface Prelude {
  readonly checksum: number;
  readonly base: number;
  readonly fileBytes: number;
  readonly jsonBytes: number;
}

/**
 * Reads a plan file straight into the memory of a new instance of the kernels, so that each chunk is copied once.
 * @param file chunks of the file, in order
 * @throws PlanError when the file has another version or model, or is truncated or damaged
 */
export async function loadPlan(
  module: WebAssembly.Module,
  model: ModelEntry,
  file: AsyncIterable<Uint8Array>,
): Promise<LoadedPlan> {
  const begin = new Uint8Array(PLAN_PRELUDE_BYTES);
  let read = 0;
  let prelude: Prelude | undefined;
  let kernels: Kernels | undefined;
  let target = begin;
  for await (const chunk of file) {
    let rest = chunk;
    if (!kernels) {
      const taken = rest.subarray(0, PLAN_PRELUDE_BYTES - read);
      begin.set(taken, read);
      read += taken.length;
      rest = rest.subarray(taken.length);
      if (read < PLAN_PRELUDE_BYTES) continue;
      prelude = readPrelude(begin);
      kernels = await instantiateKernels(module, prelude.base + prelude.fileBytes);
      target = new Uint8Array(kernels.memory.buffer, prelude.base, prelude.fileBytes);
      target.set(begin);
    }
    if (rest.length > target.length - read)
      throw new PlanError(`the plan of ${model.name} is longer than its header says`);
    target.set(rest, read);
    read += rest.length;
  }
  if (!kernels || !prelude || read < prelude.fileBytes) {
    throw new PlanError(`the plan of ${model.name} is truncated after ${read} bytes`);
  }
  const { base, fileBytes, jsonBytes, checksum } = prelude;
  const actual = kernels.checksum(base + PLAN_CHECKED_FROM, fileBytes - PLAN_CHECKED_FROM, 0) >>> 0;
  if (actual !== checksum) throw new PlanError(`the plan of ${model.name} is damaged: its checksum is wrong`);
  const json = target.subarray(PLAN_PRELUDE_BYTES, PLAN_PRELUDE_BYTES + jsonBytes);
  const header = JSON.parse(new TextDecoder().decode(json)) as PlanHeader;
  checkModel(header, model);
  return { kernels, header, program: base + PLAN_PRELUDE_BYTES + jsonBytes };
}

function readPrelude(begin: Uint8Array<ArrayBuffer>): Prelude {
  const view = new DataView(begin.buffer);
  if (new TextDecoder().decode(begin.subarray(0, PLAN_MAGIC.length)) !== PLAN_MAGIC) {
    throw new PlanError('the file is not a plan');
  }
  const version = view.getUint32(8, true);
  if (version !== PLAN_VERSION) {
    throw new PlanError(`the plan has version ${version}, this engine reads version ${PLAN_VERSION}`);
  }
  const prelude = {
    checksum: view.getUint32(12, true),
    base: view.getUint32(16, true),
    fileBytes: view.getUint32(20, true),
    jsonBytes: view.getUint32(24, true),
  };
  const { base, fileBytes, jsonBytes } = prelude;
  if (base + fileBytes > MAX_BYTES || jsonBytes > fileBytes - PLAN_PRELUDE_BYTES) {
    throw new PlanError('the plan is damaged: its sizes are impossible');
  }
  return prelude;
}

function checkModel(header: PlanHeader, model: ModelEntry): void {
  const { input, outputs } = header;
  const same = (a: readonly number[], b: readonly number[]): boolean => a.join() === b.join();
  if (
    header.model !== model.name ||
    !same(input.shape, [1, ...model.input.size]) ||
    !same(outputs.logits.shape, model.outputs.logits) ||
    !same(outputs.features.shape, model.outputs.features)
  ) {
    throw new PlanError(
      `the plan is for ${header.model} with ${outputs.logits.shape[1] ?? 0} classes, not for ${model.name} with ${model.classes.count}`,
    );
  }
}
