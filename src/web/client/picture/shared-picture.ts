import { SHARE_TARGET } from '../../share-target.ts';

/** A picture that another app has shared; `lost` if this page was opened for one that did not arrive. */
export type SharedPicture = Blob | 'none' | 'lost';

/** Takes the picture that the service worker has kept, and removes it there. */
export async function takeSharedPicture(): Promise<SharedPicture> {
  const url = new URL(location.href);
  const isExpected = url.searchParams.has(SHARE_TARGET.parameter);
  if (isExpected) {
    url.searchParams.delete(SHARE_TARGET.parameter);
    history.replaceState(null, '', url);
  }
  const picture = await pictureIn(SHARE_TARGET.cache).catch(() => undefined);
  return picture ?? (isExpected ? 'lost' : 'none');
}

async function pictureIn(name: string): Promise<Blob | undefined> {
  // Pages without TLS have no caches. Opening a cache would create it.
  if (!('caches' in globalThis) || !(await caches.has(name))) return undefined;
  const response = await (await caches.open(name)).match(SHARE_TARGET.path);
  await caches.delete(name);
  return response?.blob();
}
