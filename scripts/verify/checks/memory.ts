import type { Memory } from '../../../src/contract/memory.ts';
import { ISOLATE_BYTES, RESERVE_BYTES } from '../../../src/inference/memory/limits.ts';
import { mebibytes } from '../../kit/table.ts';
import { compared, type Finding, notChecked } from '../finding.ts';
import { type Answers, nameOf } from '../questions.ts';

/** Whether what answers tell of their isolate's memory adds up, and stays within it. */
export function checkMemory(all: readonly Answers[]): Finding[] {
  return all.map(({ contender, answered }) => {
    const told = answered.flatMap(({ classification }) => classification ?? []);
    const expected = `engines with the model's files in them, at most ${mebibytes(ISOLATE_BYTES - RESERVE_BYTES)} MiB in use, a sum that is right`;
    if (told.length === 0) return notChecked('memory', nameOf(contender), expected, 'there was no answer');
    const faults = new Set(told.flatMap(({ memory, model_bytes }) => faultsOf(memory, model_bytes)));
    const most = Math.max(...told.map(({ memory }) => memory.peak_bytes));
    const heap = Math.max(...told.map(({ memory }) => memory.wasm_heap_bytes));
    return compared('memory', nameOf(contender), {
      isRight: faults.size === 0,
      expected,
      seen:
        faults.size === 0
          ? `engines ${mebibytes(heap)} MiB, at most ${mebibytes(most)} MiB in use`
          : [...faults].join('; '),
    });
  });
}

/** @param modelBytes of the files that the engine has read */
function faultsOf(memory: Memory, modelBytes: number): string[] {
  const { limit_bytes, reserve_bytes, wasm_heap_bytes, decoder_heap_bytes, head_bytes, buffers } = memory;
  const sum = wasm_heap_bytes + decoder_heap_bytes + head_bytes + Object.values(buffers).reduce((a, b) => a + b, 0);
  const faults: string[] = [];
  if (limit_bytes !== ISOLATE_BYTES) faults.push(`limit_bytes is ${limit_bytes}`);
  if (reserve_bytes !== RESERVE_BYTES) faults.push(`reserve_bytes is ${reserve_bytes}`);
  if (memory.used_bytes !== sum) faults.push(`used_bytes is ${memory.used_bytes}, the parts are ${sum}`);
  if (memory.peak_bytes < memory.used_bytes) faults.push('peak_bytes is less than used_bytes');
  if (memory.peak_bytes > ISOLATE_BYTES - RESERVE_BYTES) faults.push(`peak_bytes is ${memory.peak_bytes}`);
  // Weights lie in the linear memory of the engine as they are in its files, or larger.
  if (wasm_heap_bytes < modelBytes) {
    faults.push(`wasm_heap_bytes is ${wasm_heap_bytes}, less than the model's ${modelBytes}`);
  }
  return faults;
}
