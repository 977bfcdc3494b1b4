/** Web Share Target: where the service worker keeps pictures that another app shares until the page takes them. */
export const SHARE_TARGET = {
  /** Name of the cache. */
  cache: 'edgelens-shared',
  /** Begin of the keys of the pictures in the cache, which end with their number; the server has no such paths. */
  path: '/shared-pictures/',
  /** Header of a kept picture with the name of its file, as a component of a URI. */
  nameHeader: 'X-File-Name',
  /** Query parameter that tells the page to take them. */
  parameter: 'shared',
} as const;
