/** Web Share Target: where the service worker keeps a picture that another app shares until the page takes it. */
export const SHARE_TARGET = {
  /** Name of the cache. */
  cache: 'edgelens-shared',
  /** Key of the picture in the cache; the server has no such path. */
  path: '/shared-picture',
  /** Query parameter that tells the page to take it. */
  parameter: 'shared',
} as const;
