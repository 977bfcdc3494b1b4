const CACHE = 'edgelens-shell';

/** What the page needs to open without a network, and what it says where it cannot. */
export const OFFLINE_PAGE = '/offline';
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
 * What the network answers, which is kept for later, or what was kept when it does not answer. Nothing that is kept is
 * ever shown while there is a network, so no visitor sees an old page.
 * @param begun an answer that the browser has asked for already
 * @throws TypeError without a network where nothing was kept
 */
export async function fromNetwork(request: Request, begun?: Promise<Response | undefined>): Promise<Response> {
  const cache = await caches.open(CACHE);
  const { pathname } = new URL(request.url);
  try {
    const response = (await begun) ?? (await fetch(request));
    if (response.ok) await cache.put(pathname, response.clone());
    if (pathname === '/') await keepLanguage(cache, response);
    return response;
  } catch (error) {
    const kept = await cache.match(pathname, { ignoreVary: true });
    if (kept !== undefined) return kept;
    throw error;
  }
}

/** What stands in the place of a page that cannot be had. */
export async function offlinePage(): Promise<Response> {
  return (await caches.match(OFFLINE_PAGE)) ?? Response.error();
}

/** The page for times without a network speaks as the last page did. */
async function keepLanguage(cache: Cache, { headers }: Response): Promise<void> {
  const kept = await cache.match(OFFLINE_PAGE);
  if (kept?.headers.get('Content-Language') !== headers.get('Content-Language')) await cache.add(OFFLINE_PAGE);
}
