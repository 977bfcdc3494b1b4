/** Which guards stand in front of a path. */
export interface Guards {
  /** How its requests are counted. */
  readonly limit: 'compute' | 'read' | null;
  /** Whether only admitted callers may use it. */
  readonly admission: boolean;
}

/**
 * The guards in front of a path. Requests that run a model are counted and need admission, except the one that gets it.
 * Requests that only read are counted more loosely and open to everybody, downloads of models among them. Pages, their
 * files and `/healthz` are not counted, except the one page that reads the ledger.
 */
export function guardsOf(method: string, path: string): Guards {
  // It tells the methods of a path, and nothing is computed for it.
  if (method === 'OPTIONS') return { limit: null, admission: false };
  const reads = method === 'GET' || method === 'HEAD';
  if (path === '/v1/verify') return { limit: 'compute', admission: false };
  if (path.startsWith('/v1/'))
    return reads ? { limit: 'read', admission: false } : { limit: 'compute', admission: true };
  if (path === '/readyz') return { limit: 'compute', admission: false };
  if (['/metrics', '/openapi.json', '/latency'].includes(path) || path.startsWith('/device/')) {
    return { limit: 'read', admission: false };
  }
  return { limit: null, admission: false };
}
