import {
  ARENA_BEGIN,
  PLAN_CHECKED_FROM,
  PLAN_MAGIC,
  PLAN_PRELUDE_BYTES,
  PLAN_VERSION,
  type PlanHeader,
} from '../../../src/inference/engines/simd/plan-format.ts';
import { RECORD_BYTES } from './records.ts';
import { xxHash32 } from './xxhash32.ts';

const ALIGNMENT = 64;

/** What a plan file holds. */
interface PlanContent {
  readonly header: PlanHeader;
  /** Bytes of activations, which lie before the file in memory. */
  readonly arenaBytes: number;
  readonly records: number;
  /** Writes the program, once it is known where the weights will lie. */
  readonly encodeProgram: (weightsAddress: number) => Int32Array;
  readonly weights: Uint8Array;
}

/** Writes a plan file, always in the same bytes. @see PLAN_MAGIC for the format */
export function encodePlan({
  header,
  arenaBytes,
  records,
  encodeProgram,
  weights,
}: PlanContent): Uint8Array<ArrayBuffer> {
  const json = new TextEncoder().encode(JSON.stringify(header));
  const jsonBytes = align(json.length);
  const base = align(ARENA_BEGIN + arenaBytes);
  const programBegin = PLAN_PRELUDE_BYTES + jsonBytes;
  const weightsBegin = align(programBegin + records * RECORD_BYTES);
  const file = new Uint8Array(weightsBegin + weights.length);
  file.set(new TextEncoder().encode(PLAN_MAGIC));
  file.fill(0x20, PLAN_PRELUDE_BYTES, programBegin);
  file.set(json, PLAN_PRELUDE_BYTES);
  const view = new DataView(file.buffer);
  for (const [index, word] of encodeProgram(base + weightsBegin).entries()) {
    view.setInt32(programBegin + 4 * index, word, true);
  }
  file.set(weights, weightsBegin);
  view.setUint32(8, PLAN_VERSION, true);
  view.setUint32(16, base, true);
  view.setUint32(20, file.length, true);
  view.setUint32(24, jsonBytes, true);
  view.setUint32(28, records, true);
  view.setUint32(12, xxHash32(file.subarray(PLAN_CHECKED_FROM)), true);
  return file;
}

function align(bytes: number): number {
  return Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
}
