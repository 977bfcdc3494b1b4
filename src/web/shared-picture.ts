/** Where the service worker lays a picture that another app shares, until the page takes it. */
export const SHARED = {
  /** Name of the cache. */
  cache: 'edgelens-shared',
  /** Address of the picture in it, which no server knows. */
  path: '/shared-picture',
  /** Parameter of the page that is told to take it. */
  parameter: 'shared',
} as const;
