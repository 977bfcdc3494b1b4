import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { inflate } from '@sparticuz/chromium';
import { type BrowserServer, chromium } from 'playwright-core';

import { ROOT } from '../../kit/paths.ts';

const PACKAGE = join(ROOT, 'node_modules/@sparticuz/chromium');

/**
 * Starts a browser: the Chromium of an npm package on Linux (x86-64), an installed Chrome elsewhere.
 * @param args further ones of its command line
 * @returns undefined where there is neither, which never happens on Linux
 */
export async function startBrowser(args: readonly string[] = []): Promise<BrowserServer | undefined> {
  if (process.platform === 'linux') return startPacked(args);
  try {
    return await chromium.launchServer({ channel: 'chrome', args: [...args] });
  } catch {
    return undefined;
  }
}

async function startPacked(args: readonly string[]): Promise<BrowserServer> {
  const folder = await unpack();
  const executablePath = join(folder, 'chromium');
  const env: Record<string, string | undefined> = { ...process.env };
  // A server without a desktop has neither NSS nor fonts. The package brings those of Amazon Linux.
  const linked = execFileSync('ldd', [executablePath], { encoding: 'utf8' });
  if (linked.includes('not found')) env['LD_LIBRARY_PATH'] = join(folder, 'al2023/lib');
  if (!existsSync('/etc/fonts/fonts.conf')) env['FONTCONFIG_PATH'] = join(folder, 'fonts');
  return chromium.launchServer({ executablePath, env, args: ['--no-zygote', '--font-render-hinting=none', ...args] });
}

/** Unpacks the browser once, beside other downloads; the package itself would do it anew below /tmp. */
async function unpack(): Promise<string> {
  const { version } = JSON.parse(readFileSync(join(PACKAGE, 'package.json'), 'utf8')) as { version: string };
  const folder = join(ROOT, `.cache/chromium-${version}`);
  if (existsSync(folder)) return folder;
  const fresh = `${folder}.${process.pid}.tmp`;
  rmSync(fresh, { recursive: true, force: true });
  mkdirSync(fresh, { recursive: true });
  const { TMPDIR } = process.env;
  // The package unpacks into the folder for temporary files, whatever that is.
  process.env['TMPDIR'] = fresh;
  try {
    for (const file of ['chromium.br', 'fonts.tar.br', 'al2023.tar.br']) await inflate(join(PACKAGE, 'bin', file));
  } finally {
    if (TMPDIR === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = TMPDIR;
  }
  renameSync(fresh, folder);
  return folder;
}
