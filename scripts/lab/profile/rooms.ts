/** The parts of an answer that a profile tells apart, in the order of a request. */
export const ROOMS = [
  'http',
  'upload',
  'photo',
  'job',
  'inference',
  'verdict',
  'latency',
  'runtime',
  'collector',
] as const;

export type Room = (typeof ROOMS)[number];

/** What each room is, for readers. */
export const ROOM_TEXTS: Readonly<Record<Room, string>> = {
  http: 'routes, protection, validation, headers, JSON; hono and zod',
  upload: 'body to file',
  photo: 'file to tensor: decoders, colour, resampling',
  job: 'the steps of a request, the sessions, the memory budget',
  inference: 'the engine',
  verdict: 'scores, ranking, heat maps',
  latency: 'stopwatch, samples, ledger',
  runtime: 'workerd itself, the compilers of V8, what has no JavaScript on its stack, and the profiler',
  collector: 'garbage, in the thread that computes',
};

/** The first that fits counts. Paths are relative to the checkout; modules of WebAssembly have only a name. */
const PLACES: readonly (readonly [begin: string, room: Room])[] = [
  ['src/upload/', 'upload'],
  ['src/inference/picture/preprocess.ts', 'photo'],
  ['src/inference/picture/', 'upload'],
  ['src/inference/engines/', 'inference'],
  ['src/inference/explain/', 'verdict'],
  ['src/inference/', 'job'],
  ['src/image/', 'photo'],
  ['src/verdict/', 'verdict'],
  ['src/latency/', 'latency'],
  ['src/', 'http'],
  ['relaxed.wasm', 'inference'],
  ['plain.wasm', 'inference'],
  ['ort-wasm', 'inference'],
  ['resample.wasm', 'photo'],
  ['jpeg.wasm', 'photo'],
  ['webp_dec.wasm', 'photo'],
];

/** The room of a file; undefined for what works for whoever calls it, such as a package or a native function. */
export function roomOf(file: string): Room | undefined {
  return PLACES.find(([begin]) => file.startsWith(begin))?.[1];
}
