/** The cache of the service worker, which serves from it while there is no network. */
const SHELL_CACHE = 'edgelens-shell';

/**
 * Keeps what the page loads later on, so that it can do without a network.
 * @param paths of the files, none of which ever changes
 * @returns whether the browser keeps them
 */
export async function keepForOffline(paths: readonly string[]): Promise<boolean> {
  // Pages without TLS have no caches.
  if (!('caches' in globalThis)) return false;
  try {
    const cache = await caches.open(SHELL_CACHE);
    const kept = new Set((await cache.keys()).map(({ url }) => new URL(url).pathname));
    await cache.addAll(paths.filter((path) => !kept.has(path)));
    return true;
  } catch {
    return false;
  }
}
