import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statfsSync } from 'node:fs';
import { join } from 'node:path';

import { z } from 'zod';

import { areLaidOut } from '../build/assets.ts';
import { bundleClient } from '../build/client.ts';
import { areKernelsBuilt } from '../build/kernels.ts';
import { ASSETS, ROOT, TEXT_FILES, WEB } from '../kit/paths.ts';
import { versionOf } from '../kit/made-with.ts';
import { FULL } from '../kit/worker/profile.ts';
import { readManifest, WORKSPACE } from '../models/workspace.ts';
import { checkDist, checkModels } from './built.ts';
import type { Check } from './finding.ts';
import { checkBrowser, checkDisk, checkProcessor } from './machine.ts';
import { checkMachineNode, checkNode, checkNpm } from './node.ts';
import { npm } from './npm.ts';
import { checkInstalled, checkOutdated, NOT_ASKED } from './packages.ts';
import { checkCompatibilityDate, checkTypes } from './worker.ts';

const packageSchema = z.object({
  engines: z.object({ node: z.string() }),
  devDependencies: z.object({ node: z.string() }),
});

/** All checks of this checkout on this machine. @param offline whether the registry is left alone */
export function checksOf({ offline }: { readonly offline: boolean }): Check[] {
  const { engines, devDependencies } = packageSchema.parse(
    JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')),
  );
  return [
    { name: 'Node of the machine', look: () => checkMachineNode(machineNode(), engines.node) },
    { name: 'Node of the project', look: () => checkNode(process.versions.node, devDependencies.node) },
    { name: 'npm', look: async () => checkNpm((await npm(['--version'], ROOT))?.trim()) },
    { name: 'packages installed', look: () => checkInstalled(ROOT) },
    { name: 'packages outdated', look: () => (offline ? NOT_ASKED : checkOutdated(ROOT)) },
    { name: 'compatibility date', look: () => checkCompatibilityDate(ROOT, new Date().toISOString().slice(0, 10)) },
    { name: 'generated types', look: () => checkTypes(ROOT) },
    { name: 'models', look: () => checkModels(WORKSPACE) },
    { name: 'dist', look: () => checkDist({ kernels: areKernelsBuilt, pages, folder: WEB, assets }) },
    { name: 'browser of the tests', look: () => checkBrowser(ROOT, `${process.platform}-${process.arch}`, linked()) },
    { name: 'disk', look: () => checkDisk(freeBytes()) },
    { name: 'processor', look: () => checkProcessor(process.arch, processorFlags()) },
  ];
}

/** The version of the Node that npm runs on, which is that of the machine. */
function machineNode(): string {
  const path = process.env['npm_node_execpath'];
  if (path === undefined) return process.versions.node;
  return execFileSync(path, ['--version'], { encoding: 'utf8' }).trim().replace(/^v/, '');
}

async function pages(): Promise<ReadonlyMap<string, Uint8Array>> {
  return (await bundleClient()).files;
}

async function assets(): Promise<boolean> {
  if (![ASSETS, TEXT_FILES].every((folder) => existsSync(folder))) return false;
  const { models, translations } = await readManifest(WORKSPACE);
  return areLaidOut([{ folder: WORKSPACE.models, models, translations }], FULL.engines);
}

/** What the unpacked browser is linked to; null where nothing tells. */
function linked(): string | undefined | null {
  const path = join(ROOT, `.cache/chromium-${versionOf('@sparticuz/chromium')}/chromium`);
  if (!existsSync(path)) return undefined;
  const { error, stdout } = spawnSync('ldd', [path], { encoding: 'utf8' });
  return error === undefined ? stdout : null;
}

function freeBytes(): number {
  const { bavail, bsize } = statfsSync(ROOT);
  return bavail * bsize;
}

function processorFlags(): string | undefined {
  return existsSync('/proc/cpuinfo') ? readFileSync('/proc/cpuinfo', 'utf8') : undefined;
}
