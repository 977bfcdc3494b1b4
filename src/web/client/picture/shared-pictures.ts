import { SHARE_TARGET } from '../../share-target.ts';

/** What another app has shared. */
export interface SharedPictures {
  readonly files: readonly File[];
  /** Whether this page was opened for some that did not arrive. */
  readonly areLost: boolean;
}

/** Takes the pictures that the service worker has kept, and removes them there. */
export async function takeSharedPictures(): Promise<SharedPictures> {
  const url = new URL(location.href);
  const isExpected = url.searchParams.has(SHARE_TARGET.parameter);
  if (isExpected) {
    url.searchParams.delete(SHARE_TARGET.parameter);
    history.replaceState(null, '', url);
  }
  const files = await filesIn(SHARE_TARGET.cache).catch(() => []);
  return { files, areLost: isExpected && files.length === 0 };
}

async function filesIn(name: string): Promise<File[]> {
  // Pages without TLS have no caches. Opening a cache would create it.
  if (!('caches' in globalThis) || !(await caches.has(name))) return [];
  // In the order in which they were kept.
  const responses = await (await caches.open(name)).matchAll();
  const files = await Promise.all(responses.map(fileOf));
  await caches.delete(name);
  return files;
}

async function fileOf(response: Response): Promise<File> {
  const picture = await response.blob();
  const name = decodeURIComponent(response.headers.get(SHARE_TARGET.nameHeader) ?? '');
  return new File([picture], name, { type: picture.type });
}
