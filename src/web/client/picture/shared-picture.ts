import { SHARED } from '../../shared-picture.ts';

/** What another app has shared: a picture, nothing, or nothing although this page was opened for it. */
export type Shared = Blob | 'none' | 'lost';

/** Takes the picture that the service worker has laid down, which is gone from there afterwards. */
export async function takeShared(): Promise<Shared> {
  const url = new URL(location.href);
  const isExpected = url.searchParams.has(SHARED.parameter);
  if (isExpected) {
    url.searchParams.delete(SHARED.parameter);
    history.replaceState(null, '', url);
  }
  const picture = await pictureIn(SHARED.cache).catch(() => undefined);
  return picture ?? (isExpected ? 'lost' : 'none');
}

async function pictureIn(name: string): Promise<Blob | undefined> {
  // Browsers have no caches for pages that came without TLS, and none is made by looking.
  if (!('caches' in globalThis) || !(await caches.has(name))) return undefined;
  const response = await (await caches.open(name)).match(SHARED.path);
  await caches.delete(name);
  return response?.blob();
}
