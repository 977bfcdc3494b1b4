/** Uncompressed size of a Worker (https://developers.cloudflare.com/workers/platform/limits/#worker-size). */
export const WORKER_BYTES = 64 * 2 ** 20;

/** CPU time of a request on the Free plan, in ms (https://developers.cloudflare.com/workers/platform/limits/#cpu-time). */
export const FREE_CPU_MS = 10;
