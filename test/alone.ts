/**
 * The files that run in a process of their own, each with its reason. All others share one with the files before them, and
 * with it the modules that those have loaded. Paths are those of files below `test`.
 */
export const ALONE: Readonly<Record<string, string>> = {
  'unit/inference/load-cost.test.ts': 'measures how the heap of onnxruntime grows from nothing',
  'unit/inference/memory/isolate-memory.test.ts': 'counts the memory of an isolate from nothing',
};
