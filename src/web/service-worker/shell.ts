const CACHE = 'edgelens-shell';

/** What the page needs to open without a network, and what it says where it cannot. */
const OFFLINE_PAGE = '/offline';
const SHELL = [
  '/',
  OFFLINE_PAGE,
  '/static/style.css',
  '/static/page.js',
  '/static/icon.svg',
  '/static/app.webmanifest',
];

/** Whether a path is kept for later. */
export function isKept(path: string): boolean {
  return SHELL.includes(path) || path.startsWith('/static/samples/');
}

/** Fetches all that is needed to open the page. */
export async function keepShell(): Promise<void> {
  const cache = await caches.open(CACHE);
  await cache.addAll(SHELL);
}

/** Deletes caches that this version does not know. @param others names of those that it knows beside its own */
export async function forgetRest(...others: readonly string[]): Promise<void> {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => ![CACHE, ...others].includes(name)).map((name) => caches.delete(name)));
}

/**
 * What the network answers, which is kept for later beside, or what was kept when it does not answer. Nothing that is kept
 * is ever shown while there is a network, so no visitor sees an old page.
 * @throws TypeError without a network where nothing was kept
 */
export async function fromNetwork(event: FetchEvent): Promise<Response> {
  const { request } = event;
  try {
    // The browser may have asked already, while this script started.
    const response = ((await event.preloadResponse) as Response | undefined) ?? (await fetch(request));
    if (response.ok) event.waitUntil(keep(pathOf(request), response.clone()));
    return response;
  } catch (error) {
    const kept = await caches.match(pathOf(request), { cacheName: CACHE, ignoreVary: true });
    if (kept !== undefined) return kept;
    throw error;
  }
}

/** What stands in the place of a page that cannot be had. */
export async function offlinePage(): Promise<Response> {
  return (await caches.match(OFFLINE_PAGE)) ?? Response.error();
}

function pathOf({ url }: Request): string {
  return new URL(url).pathname;
}

async function keep(path: string, response: Response): Promise<void> {
  const cache = await caches.open(CACHE);
  await cache.put(path, response);
  if (path !== '/') return;
  // The page for times without a network speaks as the last page did.
  const offline = await cache.match(OFFLINE_PAGE);
  if (languageOf(offline) !== languageOf(response)) await cache.add(OFFLINE_PAGE);
}

function languageOf(response: Response | undefined): string | null {
  return response?.headers.get('Content-Language') ?? null;
}
