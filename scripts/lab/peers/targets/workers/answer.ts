/** What every peer but EdgeLens itself answers, on two paths. */
export interface PeerAnswer {
  /** Index of the likeliest class. */
  readonly index: number;
  /** The model alone, by the clock of the invocation that ran it: the usual way, which shows 0 on Cloudflare. */
  readonly infer_ms: number;
  /** Linear memory of WebAssembly; null where there is none. */
  readonly heap_bytes: number | null;
}

/** One inference: numbers in, scores out. */
export type Infer = (pixels: Float32Array) => Promise<Float32Array>;

/** A model that is ready to run. */
export interface Opened {
  readonly infer: Infer;
  readonly heapBytes: () => number | null;
}

/**
 * Answers `/classify` (a JPEG) and `/infer` (a tensor as it is, little-endian).
 * @param open loads the model; called by the first request, for there is no warm-up
 */
export async function answer(
  request: Request,
  open: () => Promise<Opened>,
  toTensor: (jpeg: Uint8Array) => Float32Array | Promise<Float32Array>,
): Promise<Response> {
  const body = new Uint8Array(await request.arrayBuffer());
  const { infer, heapBytes } = await open();
  const pixels = new URL(request.url).pathname === '/infer' ? new Float32Array(body.buffer) : await toTensor(body);
  const begin = performance.now();
  const scores = await infer(pixels);
  const infer_ms = performance.now() - begin;
  let index = 0;
  for (let other = 1; other < scores.length; other++) if ((scores[other] ?? 0) > (scores[index] ?? 0)) index = other;
  const result: PeerAnswer = { index, infer_ms, heap_bytes: heapBytes() };
  return Response.json(result);
}
