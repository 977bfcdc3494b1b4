/**
 * What the build has called the files of the pages that work without a network: those of their start and of the notebook,
 * and those that the home page loads when it needs them.
 */
declare const SHELL_FILES: readonly string[];
declare const LATER_FILES: readonly string[];

const CACHE = 'edgelens-shell';

/** The pages that work without a network, and the page for all others. */
const OFFLINE_PAGE = '/offline';
const PAGES = ['/', '/notebook', OFFLINE_PAGE];
const SHELL = [...PAGES, '/static/icon.svg', '/static/app.webmanifest', ...SHELL_FILES];

/** A file whose name changes with its bytes. */
const SUMMED = /^\/static\/[\w-]+-[A-Z0-9]{8}\.\w+$/;

/** Whether a path is kept for times without a network. */
export function isKept(path: string): boolean {
  return SHELL.includes(path) || path.startsWith('/static/samples/');
}

/** Whether the file at a path never changes, so that a kept one is as good as the server's. */
export function isSummed(path: string): boolean {
  return SUMMED.test(path);
}

/**
 * Fetches and keeps the shell; and what the page loads later, if that was kept of the version before: a visitor who can do
 * without a network can go on doing so.
 */
export async function keepShell(): Promise<void> {
  const cache = await caches.open(CACHE);
  const kept = (await cache.keys()).map(({ url }) => new URL(url).pathname);
  const hasLater = kept.some((path) => isSummed(path) && path.endsWith('.wasm'));
  await cache.addAll(hasLater ? [...SHELL, ...LATER_FILES] : SHELL);
}

/**
 * Deletes the caches of other versions, and the files of other versions.
 * @param others names of caches to keep beside the shell
 */
export async function deleteOtherVersions(...others: readonly string[]): Promise<void> {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => ![CACHE, ...others].includes(name)).map((name) => caches.delete(name)));
  const cache = await caches.open(CACHE);
  const current = new Set([...SHELL_FILES, ...LATER_FILES]);
  const old = (await cache.keys()).filter(({ url }) => {
    const { pathname } = new URL(url);
    return isSummed(pathname) && !current.has(pathname);
  });
  await Promise.all(old.map((request) => cache.delete(request)));
}

/** The kept file; the network's where none is kept. */
export async function keptFirst({ request }: FetchEvent): Promise<Response> {
  return (await caches.match(pathOf(request), { cacheName: CACHE, ignoreVary: true })) ?? fetch(request);
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
  if (!PAGES.includes(path)) return;
  // All of them have the language of the last one.
  for (const page of PAGES) {
    if (languageOf(await cache.match(page)) !== languageOf(response)) await cache.add(page);
  }
}

function languageOf(response: Response | undefined): string | null {
  return response?.headers.get('Content-Language') ?? null;
}
