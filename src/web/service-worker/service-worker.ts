import { SHARE_TARGET } from '../share-target.ts';
import { forgetRest, fromNetwork, isKept, keepShell, offlinePage } from './shell.ts';

/** What no library of types knows yet: https://w3c.github.io/ServiceWorker/#service-worker-static-router */
interface InstallEvent extends ExtendableEvent {
  readonly addRoutes?: (rules: readonly object[]) => Promise<void>;
}

// The library of types is of all kinds of workers.
const worker = globalThis as unknown as ServiceWorkerGlobalScope;

worker.addEventListener('install', (event: InstallEvent) => {
  // What is timed does not wait for this script to start.
  const past = { condition: { urlPattern: { pathname: '/v1/*' } }, source: 'network' };
  event.waitUntil(
    Promise.all([
      keepShell(),
      // Browsers of before read other conditions; they ask this script, which lets such requests pass, too.
      event.addRoutes?.([past]).catch(() => undefined),
      worker.skipWaiting(),
    ]),
  );
});

worker.addEventListener('activate', (event) => {
  event.waitUntil(Promise.all([forgetRest(SHARE_TARGET.cache), worker.registration.navigationPreload.enable()]));
});

worker.addEventListener('fetch', (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (origin !== worker.location.origin) return;
  if (request.method === 'POST' && pathname === '/share') event.respondWith(keepShared(request));
  else if (request.method !== 'GET') return;
  else if (isKept(pathname)) event.respondWith(fromNetwork(event));
  else if (request.mode === 'navigate') event.respondWith(fromNetworkAlone(event));
});

/** What the network answers, or a page that says that there is none. */
async function fromNetworkAlone({ request, preloadResponse }: FetchEvent): Promise<Response> {
  try {
    return ((await preloadResponse) as Response | undefined) ?? (await fetch(request));
  } catch {
    return offlinePage();
  }
}

/** Lays a shared picture down for the page, which shrinks it and takes place and camera out before it is sent. */
async function keepShared(request: Request): Promise<Response> {
  try {
    const image = (await request.formData()).get('image');
    const cache = await caches.open(SHARE_TARGET.cache);
    if (image instanceof File) await cache.put(SHARE_TARGET.path, new Response(image));
  } catch {
    // Without room for it the page says that nothing arrived.
  }
  return Response.redirect(`/?${SHARE_TARGET.parameter}`, 303);
}
