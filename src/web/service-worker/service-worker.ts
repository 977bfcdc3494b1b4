import { SHARE_TARGET } from '../share-target.ts';
import { MODEL_CACHE } from '../device/offer.ts';
import { deleteOtherVersions, isKept, isSummed, keepShell, keptFirst, networkFirst, offlinePage } from './shell.ts';

/** TypeScript's types do not have this yet: https://w3c.github.io/ServiceWorker/#service-worker-static-router */
interface InstallEvent extends ExtendableEvent {
  readonly addRoutes?: (rules: readonly object[]) => Promise<void>;
}

// TypeScript's types are those of all kinds of workers.
const worker = globalThis as unknown as ServiceWorkerGlobalScope;

worker.addEventListener('install', (event: InstallEvent) => {
  // Requests that are timed do not wait for this script to start.
  const past = { condition: { urlPattern: { pathname: '/v1/*' } }, source: 'network' };
  event.waitUntil(
    Promise.all([
      keepShell(),
      // Older browsers have other conditions; for them this script lets such requests pass.
      event.addRoutes?.([past]).catch(() => undefined),
      worker.skipWaiting(),
    ]),
  );
});

worker.addEventListener('activate', (event) => {
  event.waitUntil(
    Promise.all([
      deleteOtherVersions(SHARE_TARGET.cache, MODEL_CACHE),
      worker.registration.navigationPreload.enable(),
      // So that what the first visit loads from here on can be kept, too.
      worker.clients.claim(),
    ]),
  );
});

worker.addEventListener('fetch', (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (origin !== worker.location.origin) return;
  if (request.method === 'POST' && pathname === '/share') event.respondWith(keepShared(request));
  else if (request.method !== 'GET') return;
  else if (isSummed(pathname)) event.respondWith(keptFirst(event));
  else if (isKept(pathname)) event.respondWith(networkFirst(event));
  else if (request.mode === 'navigate') event.respondWith(networkOnly(event));
});

/** The network's answer, or the page for times without a network. */
async function networkOnly({ request, preloadResponse }: FetchEvent): Promise<Response> {
  try {
    return ((await preloadResponse) as Response | undefined) ?? (await fetch(request));
  } catch {
    return offlinePage();
  }
}

/** Keeps shared pictures for the page, which shrinks them and removes place and camera before it sends them. */
async function keepShared(request: Request): Promise<Response> {
  const { cache: name, path, nameHeader, parameter } = SHARE_TARGET;
  // Those that no page has taken are not mixed with these.
  await caches.delete(name);
  try {
    const images = (await request.formData()).getAll('image').filter((image) => image instanceof File);
    const cache = await caches.open(name);
    for (const [i, image] of images.entries()) {
      const headers = { 'Content-Type': image.type, [nameHeader]: encodeURIComponent(image.name) };
      await cache.put(`${path}${i}`, new Response(image, { headers }));
    }
  } catch {
    // There is no room for all of them: the page says that nothing arrived, because a part would be taken for all.
    await caches.delete(name);
  }
  return Response.redirect(`/?${parameter}`, 303);
}
