import { basename, join, relative } from 'node:path';

import { build, type BuildOptions, type Metafile, type OutputFile } from 'esbuild';

import type { WebFiles } from '../../src/web/web-files.ts';
import { ROOT } from '../kit/paths.ts';

const WEB = join(ROOT, 'src/web');
/** No file is written: only the names of what comes out count. */
const OUT = join(WEB, 'client');
/** Where the Worker serves them. */
const PUBLIC = '/static/';

const COMMON = {
  outdir: OUT,
  write: false,
  bundle: true,
  minify: true,
  metafile: true,
  format: 'esm',
  // The first versions with light-dark(), which the style sheet needs.
  target: ['chrome123', 'firefox120', 'safari17.5'],
  logLevel: 'warning',
} satisfies BuildOptions;

/** What is in a name for as long as the file has these bytes: such files never change, and are kept for a year. */
const HASHED = { entryNames: '[name]-[hash]', chunkNames: '[name]-[hash]', assetNames: '[name]-[hash]' };

const COMPONENTS = {
  splitting: true,
  jsx: 'automatic',
  jsxImportSource: 'hono/jsx',
  alias: { 'hono/jsx/jsx-runtime': join(OUT, 'jsx-runtime.ts') },
} satisfies BuildOptions;

/** Options of the bundles of pages: a script for each of them, what they load later, and the style sheets. */
export const PAGE_BUNDLES = {
  ...COMMON,
  ...HASHED,
  ...COMPONENTS,
  entryPoints: [
    ...['page.ts', 'latency.ts', 'api-browser.ts'].map((entry) => join(OUT, entry)),
    ...['style.css', 'api-browser.css'].map((entry) => join(WEB, 'styles', entry)),
  ],
} satisfies BuildOptions;

/**
 * Options of the bundles of the notebook: its page, and its part of the home page. They share nothing, because what bundles
 * share is divided into more and smaller files.
 */
export const NOTEBOOK_BUNDLES = ['notebook.ts', 'notebook/notebook-panel.tsx'].map(
  (entry) => ({ ...COMMON, ...HASHED, ...COMPONENTS, entryPoints: [join(OUT, entry)] }) satisfies BuildOptions,
);

/** Options of the bundle of the Web Worker that runs models in the browser, with the WebAssembly that it compiles. */
export const DEVICE_BUNDLE = {
  ...COMMON,
  ...HASHED,
  entryPoints: [join(WEB, 'device/device-worker.ts')],
  // What only some pictures need is loaded for the first of them.
  splitting: true,
  loader: { '.wasm': 'file' },
  publicPath: PUBLIC,
} satisfies BuildOptions;

/** Options of the bundle of the service worker, whose name stays the same. @param kept what it keeps */
const serviceWorkerBundle = ({ shell, notebook, later }: Omit<WebFiles, 'entries'>): BuildOptions => ({
  ...COMMON,
  entryPoints: [join(WEB, 'service-worker/service-worker.ts')],
  entryNames: '[name]',
  define: { SHELL_FILES: JSON.stringify([...shell, ...notebook]), LATER_FILES: JSON.stringify(later) },
});

/** What pages load, and what it is called in this build. */
export interface ClientFiles {
  /** Contents by name. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly names: WebFiles;
}

/**
 * Bundles the scripts of `src/web/client` (with the components that the server also renders), the style sheet, the Web
 * Worker, and the service worker, which is told what the others are called.
 */
export async function bundleClient(): Promise<ClientFiles> {
  const [pages, device, ...notebook] = await Promise.all([
    build(PAGE_BUNDLES),
    build(DEVICE_BUNDLE),
    ...NOTEBOOK_BUNDLES.map((options) => build(options)),
  ]);
  const all = [pages, device, ...notebook];
  const sources = [PAGE_BUNDLES, DEVICE_BUNDLE, ...NOTEBOOK_BUNDLES].flatMap(({ entryPoints }) => entryPoints);
  const entries = Object.fromEntries(all.flatMap(({ metafile }) => entriesOf(metafile, sources)));
  const script = outputOf(pages.metafile, 'page.ts');
  const shell = new Set([script, outputOf(pages.metafile, 'style.css'), ...importsOf(pages.metafile, script, false)]);
  const later = [...importsOf(pages.metafile, script, true)].filter((path) => !shell.has(path));
  const names = {
    entries,
    shell: [...shell].map(publicPath),
    notebook: notebook.flatMap(({ metafile }) => Object.keys(metafile.outputs)).map(publicPath),
    later: [...later, ...Object.keys(device.metafile.outputs)].map(publicPath).sort(),
  };
  const serviceWorker = await build({ ...serviceWorkerBundle(names), write: false });
  const outputs: readonly OutputFile[] = [...all, serviceWorker].flatMap(({ outputFiles }) => outputFiles);
  return { files: new Map(outputs.map(({ path, contents }) => [relative(OUT, path), contents])), names };
}

const publicPath = (output: string): string => PUBLIC + basename(output);

/** The paths of entries by their names. Chunks that are imported later have an entry point, too, and are left out. */
function entriesOf({ outputs }: Metafile, entryPoints: readonly string[]): [name: string, path: string][] {
  const sources = new Set(entryPoints.map((path) => basename(path)));
  return Object.entries(outputs).flatMap(([output, { entryPoint }]): [string, string][] =>
    entryPoint !== undefined && sources.has(basename(entryPoint)) ? [[basename(entryPoint), publicPath(output)]] : [],
  );
}

/** @throws Error if there is no output of this source */
function outputOf({ outputs }: Metafile, source: string): string {
  const [output] = Object.entries(outputs).find(([, { entryPoint }]) => basename(entryPoint ?? '') === source) ?? [];
  if (output === undefined) throw new Error(`the bundles have no ${source}`);
  return output;
}

/** What an output imports, and what that imports in turn. @param later whether also what it imports only when it is needed */
function importsOf({ outputs }: Metafile, output: string, later: boolean): Set<string> {
  const found = new Set<string>();
  const visit = (from: string): void => {
    for (const { path, kind } of outputs[from]?.imports ?? []) {
      if (found.has(path) || !(kind === 'import-statement' || (later && kind === 'dynamic-import'))) continue;
      found.add(path);
      visit(path);
    }
  };
  visit(output);
  return found;
}
