import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { z } from 'zod';

import { type Manifest, manifestSchema, type ModelEntry } from '../../src/catalogue/manifest.ts';
import type { Output } from '../kit/command.ts';
import { findNamed } from '../../src/catalogue/named.ts';
import { Failure, isCode, reasonOf } from '../kit/failure.ts';
import { ROOT } from '../kit/paths.ts';

/** Where the models and their sources lie. */
export interface Workspace {
  /** Holds `manifest.json`, cards, class lists and the built files. */
  readonly models: string;
  /** Holds one folder per source package, and what was fetched from the hub. */
  readonly sources: string;
}

/** What a command of `npm run models` may use: a workspace, and the terminal. */
export interface Terminal extends Output {
  readonly workspace: Workspace;
}

/** ms; a run that is still at work is younger. */
const ABANDONED_AFTER = 60 * 60 * 1000;

/** The workspace of this repository. */
export const WORKSPACE: Workspace = { models: join(ROOT, 'models'), sources: join(ROOT, '.cache/sources') };

/**
 * Reads `models/manifest.json`.
 *
 * @throws Failure when it is missing or does not follow its schema.
 */
export async function readManifest({ models }: Workspace): Promise<Manifest> {
  const parsed = manifestSchema.safeParse(await readJson(join(models, 'manifest.json')));
  if (!parsed.success) throw new Failure(`models/manifest.json is not valid: ${z.prettifyError(parsed.error)}`);
  return parsed.data;
}

/**
 * The labels of a model, in the order of its logits.
 *
 * @throws Failure when the file is missing or is not a list of labels.
 */
export async function readLabels(workspace: Workspace, entry: ModelEntry): Promise<string[]> {
  return readLabelFile(workspace, entry.classes.file);
}

/**
 * A list of labels below `models/`.
 *
 * @throws Failure when the file is missing or is not a list of labels.
 */
export async function readLabelFile({ models }: Workspace, file: string): Promise<string[]> {
  const parsed = z.array(z.string()).safeParse(await readJson(join(models, file)));
  if (!parsed.success) throw new Failure(`models/${file} is not a list of labels`);
  return parsed.data;
}

/**
 * Reads a file below `models/`.
 *
 * @param path relative to it
 * @throws Failure when it is missing
 */
export async function readModelFile({ models }: Workspace, path: string): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return new Uint8Array(await readFile(join(models, path)));
  } catch (error) {
    if (!isCode(error, 'ENOENT')) throw error;
    throw new Failure(
      `models/${path} is missing; "npm run models -- build" makes the files that are not in version control`,
    );
  }
}

/** Replaces a file atomically: others read the old content or the new one. */
export async function writeWhole(path: string, content: Uint8Array | string): Promise<void> {
  const partial = `${path}.${randomUUID()}.tmp`;
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(partial, content);
    await rename(partial, path);
  } catch (error) {
    await rm(partial, { force: true });
    throw new Failure(`${path} could not be written: ${reasonOf(error)}`);
  }
}

/** Deletes what killed runs left in a folder: every `*.tmp` that is older than an hour. */
export async function removeAbandoned(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  for (const name of names.filter((name) => name.endsWith('.tmp'))) {
    const path = join(folder, name);
    // A run that is still at work may rename its file at any moment.
    const found = await stat(path).catch(() => undefined);
    if (found && Date.now() - found.mtimeMs > ABANDONED_AFTER) await rm(path, { recursive: true, force: true });
  }
}

/** @throws Failure when it is missing or not JSON */
export async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    throw new Failure(isCode(error, 'ENOENT') ? `${path} is missing` : `${path} cannot be read: ${reasonOf(error)}`);
  }
}

/** Writes a file below `models/`, laid out as the formatter of this repository wants it. */
export async function writeFormatted({ models }: Workspace, path: string, text: string): Promise<void> {
  // Most commands only read, so the formatter is loaded only here.
  const { format, resolveConfig } = await import('prettier');
  const style = await resolveConfig(join(ROOT, 'models', path));
  await writeWhole(join(models, path), await format(text, { ...style, filepath: path }));
}

/** Writes `models/manifest.json`, always in the order of its schema, so that a change that is taken back leaves no trace. */
export async function writeManifest(workspace: Workspace, manifest: Manifest): Promise<void> {
  await writeFormatted(workspace, 'manifest.json', JSON.stringify(manifestSchema.parse(manifest), null, 2));
}

/**
 * Finds a model in the manifest, by its name or by that of its network.
 *
 * @throws Failure that lists all names, when there is no such model
 */
export async function findEntry(workspace: Workspace, name: string): Promise<ModelEntry> {
  const manifest = await readManifest(workspace);
  const found = findNamed(manifest, name);
  if (found) return found;
  throw new Failure(`there is no model "${name}"; there are ${manifest.models.map((model) => model.name).join(', ')}`);
}
