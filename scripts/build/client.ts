import { join, relative } from 'node:path';

import { build, type BuildOptions } from 'esbuild';

import { ROOT } from '../kit/paths.ts';

const SOURCES = join(ROOT, 'src/web/client');
const STYLE = join(ROOT, 'src/web/styles/style.css');
const SERVICE_WORKER = join(ROOT, 'src/web/service-worker/service-worker.ts');

/** The scripts that pages load, each a bundle of its own. */
const ENTRIES = ['page.ts', 'latency.ts'];

/** Options of the bundles: the scripts, the service worker and the style sheet. */
export const CLIENT_BUNDLES = {
  entryPoints: [...ENTRIES.map((entry) => join(SOURCES, entry)), SERVICE_WORKER, STYLE],
  entryNames: '[name]',
  outdir: SOURCES,
  write: false,
  bundle: true,
  minify: true,
  format: 'esm',
  // The first versions with light-dark(), which the style sheet needs.
  target: ['chrome123', 'firefox120', 'safari17.5'],
  jsx: 'automatic',
  jsxImportSource: 'hono/jsx',
  alias: { 'hono/jsx/jsx-runtime': join(SOURCES, 'jsx-runtime.ts') },
  logLevel: 'warning',
} satisfies BuildOptions;

/**
 * Bundles the scripts of `src/web/client` (with the components that the server also renders), the service worker, and the
 * style sheet.
 * @returns file names and contents
 */
export async function bundleClient(): Promise<Map<string, Uint8Array>> {
  const { outputFiles } = await build(CLIENT_BUNDLES);
  return new Map(outputFiles.map(({ path, contents }) => [relative(SOURCES, path), contents]));
}
