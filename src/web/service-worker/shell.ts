const CACHE = 'edgelens-shell';

/** The files that the home page needs without a network, and the page for all others. */
const OFFLINE_PAGE = '/offline';
const SHELL = [
  '/',
  OFFLINE_PAGE,
  '/static/style.css',
  '/static/page.js',
  '/static/icon.svg',
  '/static/app.webmanifest',
];

/** Whether a path is kept for times without a network. */
export function isKept(path: string): boolean {
  return SHELL.includes(path) || path.startsWith('/static/samples/');
}

/** Fetches and keeps the shell. */
export async function keepShell(): Promise<void> {
  const cache = await caches.open(CACHE);
  await cache.addAll(SHELL);
}

/** Deletes the caches of other versions. @param others names of caches to keep beside the shell */
export async function deleteOtherCaches(...others: readonly string[]): Promise<void> {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => ![CACHE, ...others].includes(name)).map((name) => caches.delete(name)));
}

/**
 * The network's answer, which is also kept; without a network, the kept one. While there is a network nothing kept is shown,
 * so no visitor sees an old page.
 * @throws TypeError if there is neither
 */
export async function networkFirst(event: FetchEvent): Promise<Response> {
  const { request } = event;
  try {
    // The browser may have sent the request already, while this script started.
    const response = ((await event.preloadResponse) as Response | undefined) ?? (await fetch(request));
    if (response.ok) event.waitUntil(keep(pathOf(request), response.clone()));
    return response;
  } catch (error) {
    const kept = await caches.match(pathOf(request), { cacheName: CACHE, ignoreVary: true });
    if (kept !== undefined) return kept;
    throw error;
  }
}

/** The page for times without a network. */
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
  // The offline page has the language of the last page.
  const offline = await cache.match(OFFLINE_PAGE);
  if (languageOf(offline) !== languageOf(response)) await cache.add(OFFLINE_PAGE);
}

function languageOf(response: Response | undefined): string | null {
  return response?.headers.get('Content-Language') ?? null;
}
