import files from '#web-files' with { type: 'json' };

/** What the build has called the files that pages load: their names change with their bytes. */
export interface WebFiles {
  /** Path of each script and style sheet, by the name of its source: `/static/page-ABCDEFGH.js` for `page.ts`. */
  readonly entries: Readonly<Record<string, string>>;
  /** Paths of what the home page loads at its start. */
  readonly shell: readonly string[];
  /** Paths of what the notebook loads, which is small, and is kept for times without a network from the start. */
  readonly notebook: readonly string[];
  /** Paths of what it loads when it is needed: parts of its script, the Web Worker, the kernels. */
  readonly later: readonly string[];
}

export const webFiles: WebFiles = files;

/**
 * Path of a script or a style sheet.
 * @param source name of its source
 * @throws Error if the build has none of it
 */
export function webFile(source: string): string {
  const path = webFiles.entries[source];
  if (path === undefined) throw new Error(`there is no ${source}: run "npm run build"`);
  return path;
}
