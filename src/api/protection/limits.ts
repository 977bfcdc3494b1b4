/**
 * How many requests the limiters of wrangler.toml allow in a period of seconds; the bindings do not tell. Each of
 * Cloudflare's locations counts for itself.
 */
export const LIMITS = {
  /** Requests that run a model, for each address. */
  compute: { binding: 'COMPUTE_LIMITER', limit: 120, period: 60 },
  /** Requests that only read, for each address. */
  read: { binding: 'READ_LIMITER', limit: 240, period: 60 },
  /** All requests with the same key. */
  key: { binding: 'KEY_LIMITER', limit: 600, period: 60 },
} as const;
