// The process of decoder-process.ts: decodes inputs, one at a time. Its only argument is the module to attack. A process can
// be ended when an input hangs, dies alone, and has a memory of its own to measure. Node must run with --expose-gc.
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

import { preprocess } from '../../../../src/inference/picture/preprocess.ts';
import { findModel } from '../../../../src/catalogue/registry.ts';
import { ImageError } from '../../../../src/image/image-error.ts';
import type { Image } from '../../../../src/image/image.ts';
import { answerParent } from '../../../kit/child-process.ts';
import { peakMemory } from '../../../kit/process-usage.ts';
import type { Decode } from './decoder.ts';
import { partsOf } from './likeness.ts';
import { contentOf, type Execution, type Outcome, type Task } from './outcome.ts';

/** More garbage of earlier inputs than this would hide the memory that the next one takes. */
const GARBAGE_BYTES = 64 * 2 ** 20;

/** The default model. */
const model = findModel();
if (model === undefined) throw new Error('no model is shipped');
const { input } = model;

// Windows begins paths with a drive, which is no scheme of a URL.
const { decode } = (await import(pathToFileURL(process.argv[2] ?? '').href)) as { readonly decode: Decode };

/** Memories of all WebAssembly instances, and how large they were before the input. */
const memories = new Map<WeakRef<WebAssembly.Memory>, number>();
WebAssembly.Instance = class extends WebAssembly.Instance {
  constructor(module: WebAssembly.Module, imports?: WebAssembly.Imports) {
    super(module, imports);
    for (const value of Object.values(this.exports)) {
      if (value instanceof WebAssembly.Memory) memories.set(new WeakRef(value), 0);
    }
  }
};

let tidy = process.memoryUsage.rss();

answerParent(perform);

async function perform(task: Task): Promise<Execution> {
  tidyUp();
  noteMemories();
  const before = process.memoryUsage.rss();
  forgetPeak();
  const begin = process.threadCpuUsage();
  const outcome = await attempt(task);
  const { user, system } = process.threadCpuUsage(begin);
  const peak = peakMemory('self');
  const heapBytes = grownMemory();
  const again = task.twice ? await attempt(task) : undefined;
  return {
    outcome,
    cpu_ms: (user + system) / 1000,
    heapBytes,
    grownBytes: peak === null ? null : Math.max(0, peak - before),
    repeatable: again === undefined ? null : contentOf(again) === contentOf(outcome),
  };
}

function noteMemories(): void {
  for (const reference of memories.keys()) {
    const bytes = reference.deref()?.buffer.byteLength;
    if (bytes === undefined) memories.delete(reference);
    else memories.set(reference, bytes);
  }
}

/** The largest memory that was made or has grown since {@link noteMemories}, in bytes. */
function grownMemory(): number {
  const sizes = [...memories].map(([reference, before]) => {
    const bytes = reference.deref()?.buffer.byteLength ?? 0;
    return bytes > before ? bytes : 0;
  });
  return Math.max(0, ...sizes);
}

function tidyUp(): void {
  if (process.memoryUsage.rss() < tidy + GARBAGE_BYTES) return;
  globalThis.gc?.();
  tidy = process.memoryUsage.rss();
}

async function attempt({ bytes, shortSide, tensor }: Task): Promise<Outcome> {
  try {
    const { image, ...facts } = await decode(bytes, shortSide);
    const { width, height, data, extent } = image;
    const digest = createHash('sha256').update(data).digest('hex');
    const sizes = { width, height, length: data.length, extent: extent ?? null };
    const looks = { parts: partsOf(data, width, height), digest };
    return { result: 'photo', ...sizes, ...facts, ...looks, finite: tensor ? isFinite(image) : null };
  } catch (error) {
    if (error instanceof ImageError) return { result: 'refusal', kind: error.kind, message: error.message };
    return { result: 'exception', error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

function isFinite(photo: Image): boolean {
  return preprocess(photo, input).every(Number.isFinite);
}

/** Lets the peak of this process's memory start anew (https://man7.org/linux/man-pages/man5/proc_pid_clear_refs.5.html). */
function forgetPeak(): void {
  if (process.platform === 'linux') writeFileSync('/proc/self/clear_refs', '5');
}
