/**
 * What the limiters of wrangler.toml allow, which the bindings themselves do not tell: requests in a period of seconds,
 * counted by each of Cloudflare's locations for itself.
 */
export const LIMITS = {
  /** What computes, for each address. */
  compute: { binding: 'COMPUTE_LIMITER', limit: 120, period: 60 },
  /** What only reads, for each address. */
  read: { binding: 'READ_LIMITER', limit: 240, period: 60 },
  /** All that somebody with a key asks for. */
  key: { binding: 'KEY_LIMITER', limit: 600, period: 60 },
} as const;
