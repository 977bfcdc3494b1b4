import { spawnSync } from 'node:child_process';
import { readdirSync, renameSync, rmSync } from 'node:fs';
import { join, parse } from 'node:path';

import { Failure } from '../failure.ts';
import { ROOT, WRANGLER } from '../paths.ts';

/** What every wrangler of this project runs with, so that nothing but the Worker answers, measures and keeps state. */
const SETTINGS = {
  /** No statistics to Cloudflare. */
  WRANGLER_SEND_METRICS: 'false',
  /** No request for a made-up `Request.cf`, which needs network. */
  CLOUDFLARE_CF_FETCH_ENABLED: 'false',
  /** No trace collector: warm answers take longer with it (docs/bench.md), and its database grows with each request. */
  X_LOCAL_OBSERVABILITY: 'false',
  /** No explorer of local state, which is a further Worker in the same process. */
  X_LOCAL_EXPLORER: 'false',
  /** The Worker above the environments of wrangler.toml, unless somebody says which; without a word wrangler warns. */
  CLOUDFLARE_ENV: process.env['CLOUDFLARE_ENV'] ?? '',
};

/** The environment of a process that runs wrangler. */
export const WRANGLER_ENV = { ...process.env, ...SETTINGS };

/**
 * Sets this process's environment, for those who call wrangler's `createTestHarness()` in it.
 * @param env settings that are to differ
 */
export function quietWrangler(env: Readonly<Record<string, string>> = {}): void {
  Object.assign(process.env, SETTINGS, env);
}

/**
 * Runs wrangler to its end.
 * @param quiet show its output only when it fails
 * @param env further settings of its environment
 * @throws Failure with its output when it ends with an error
 */
export function wrangler(
  args: readonly string[],
  { quiet = false, env = {} }: { quiet?: boolean; env?: Readonly<Record<string, string>> } = {},
): void {
  const { status, stdout, stderr } = spawnSync(process.execPath, [WRANGLER, ...args], {
    cwd: ROOT,
    encoding: 'utf8',
    stdio: quiet ? ['ignore', 'pipe', 'pipe'] : 'inherit',
    env: { ...WRANGLER_ENV, ...env },
  });
  if (status !== 0) throw new Failure(`wrangler ${args[0] ?? ''} failed${quiet ? `:\n${stdout}${stderr}` : ''}`);
}

/** Which Worker to bundle, if not that of this repository. */
export interface BundleOptions {
  /** wrangler's configuration. */
  readonly config?: string;
  /** Where the code begins, instead of what the configuration says. */
  readonly entry?: string;
  /** Where esbuild writes what the bundle consists of, outside of the bundle's folder. */
  readonly metafile?: string;
  /** Further settings of wrangler's environment. */
  readonly env?: Readonly<Record<string, string>>;
}

/**
 * Bundles a Worker as for a deployment.
 * @param folder where to, emptied first
 * @returns the files that a deployment uploads
 */
export function bundleWorker(folder: string, { config, entry, metafile, env }: BundleOptions = {}): string[] {
  rmSync(folder, { recursive: true, force: true });
  const which = [...(entry === undefined ? [] : [entry]), ...(config === undefined ? [] : ['--config', config])];
  const told = metafile === undefined ? [] : ['--metafile', metafile];
  wrangler(['deploy', ...which, '--dry-run', '--outdir', folder, ...told], { quiet: true, ...(env && { env }) });
  // What starts a bundle looks for the entry of the configuration, which is called index.ts.
  if (entry !== undefined) {
    for (const end of ['.js', '.js.map'])
      renameSync(join(folder, parse(entry).name + end), join(folder, `index${end}`));
  }
  return filesBelow(folder).filter((path) => !path.endsWith('.map') && !path.endsWith('README.md'));
}

/** Paths of all files below a folder, sorted. */
export function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}
