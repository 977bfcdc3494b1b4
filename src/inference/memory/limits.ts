const MEBIBYTE = 2 ** 20;

/** Memory of an isolate, JavaScript and WebAssembly together (https://developers.cloudflare.com/workers/platform/limits/). */
export const ISOLATE_BYTES = 128 * MEBIBYTE;

/** Kept free for what the budget does not count: the JavaScript heap, compiled code, and garbage that waits to be collected. */
export const RESERVE_BYTES = 24 * MEBIBYTE;

/** The largest body that is accepted, whatever the configuration says. */
export const BODY_BYTES = 16 * MEBIBYTE;

/** All bodies that are being read or wait for a slot; one of unknown length takes half as much again as it grows. */
export const UPLOAD_BYTES = 24 * MEBIBYTE;

/**
 * Graph and weights of a model; a larger one is refused. An engine that keeps its memory has no more of them loaded at once,
 * and releases the least recently used one beyond it.
 */
export const MODEL_BYTES = 30 * MEBIBYTE;

/** Pixels of all drawn heat maps together: more would show no more of maps of 7 x 7, and take memory and time. */
export const DRAWN_PIXELS = 2 ** 20;

/**
 * What drawing them takes at most: the pixels, the same with a filter byte a row, and what deflate makes of them, three bytes
 * a pixel each, and a legend.
 */
export const DRAW_BYTES = 10 * DRAWN_PIXELS;

/** How long a slot may be used before somebody else may take it, in ms. The slowest cold start takes a few seconds. */
export const SLOT_LEASE = 15_000;

/**
 * How long a model may be loaded before nobody waits for it any more, in ms, and the next who asks begins anew. Cloudflare may
 * have ended the request that began.
 */
export const LOAD_LEASE = 30_000;

/** How many pictures may wait for a slot, and for how long, in ms: about three seconds' work. */
export const QUEUE_LENGTH = 16;
export const QUEUE_PATIENCE = 10_000;

/**
 * How long a body may take, in ms. A picture from a phone's page has a few hundred kB, and a slow 3G line carries 50 kB/s.
 */
export const UPLOAD_DEADLINES = { idleMs: 10_000, graceMs: 10_000, minBytesPerSecond: 8_192, totalMs: 60_000 } as const;
