import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { copyFile, mkdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import type { HubSource } from '../../../src/catalogue/manifest.ts';
import { Failure, isCode, reasonOf } from '../../kit/failure.ts';
import { addressOf, type Hub, hubOf, type Repository } from './address.ts';
import { download, type TransferWatch } from './download.ts';

/** The file of weights in a repository of timm. */
export const WEIGHTS = 'model.safetensors';

/** A file of weights that has been fetched. */
export interface FetchedWeights {
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
  /** The commit that the revision stood for, if the hub said so. */
  readonly commit: string | null;
  /** Whether the hub told the sum beforehand, and it was that one. */
  readonly vouched: boolean;
}

/** Where weights are kept once their sum is known. */
function keptAt(sources: string, id: string, sha256: string): string {
  return join(sources, 'hub', id, `${sha256}.safetensors`);
}

/**
 * Fetches the weights of a repository and keeps them under their own sum.
 *
 * @param known sum of the weights that are wanted; when they are kept already, nobody is asked
 * @throws Failure that says what is wrong and what to do
 */
export async function fetchWeights(
  sources: string,
  hub: Hub,
  repository: Repository,
  watch: TransferWatch,
  known?: string,
): Promise<FetchedWeights> {
  const { id } = repository;
  if (known !== undefined) {
    const path = keptAt(sources, id, known);
    if ((await sha256Of(path).catch(() => '')) === known) {
      return { path, bytes: (await stat(path)).size, sha256: known, commit: repository.revision, vouched: true };
    }
  }
  const path = join(sources, 'hub', id, `${encodeURIComponent(repository.revision)}.fetched`);
  const identity = await download(hub, {
    address: addressOf(hub, repository, WEIGHTS),
    path,
    what: `${id}/${WEIGHTS}`,
    page: `${hub.endpoint}/${id}`,
    watch,
  });
  const sha256 = await sha256Of(path);
  const kept = keptAt(sources, id, sha256);
  await rename(path, kept);
  return {
    path: kept,
    bytes: (await stat(kept)).size,
    sha256,
    commit: identity.commit,
    vouched: identity.sha256 !== null,
  };
}

/**
 * Copies a local file of weights, so that the model can be built again when that file is gone.
 *
 * @throws Failure when it cannot be read
 */
export async function copyWeights(sources: string, id: string, from: string): Promise<FetchedWeights> {
  const partial = join(sources, 'hub', id, `${randomUUID()}.tmp`);
  try {
    const sha256 = await sha256Of(from);
    const path = keptAt(sources, id, sha256);
    await mkdir(dirname(path), { recursive: true });
    await copyFile(from, partial);
    await rename(partial, path);
    return { path, bytes: (await stat(path)).size, sha256, commit: null, vouched: false };
  } catch (error) {
    await rm(partial, { force: true });
    throw new Failure(isCode(error, 'ENOENT') ? `${from} is missing` : `${from} cannot be copied: ${reasonOf(error)}`);
  }
}

/**
 * Fetches the weights of an added model, unless they are there already.
 *
 * @returns their path
 * @throws Failure when they cannot be fetched, or are not those of the manifest
 */
export async function ensureHubWeights(
  sources: string,
  { hub: id, revision, sha256 }: HubSource,
  { report, hub = hubOf(process.env) }: { readonly report: (line: string) => void; readonly hub?: Hub },
): Promise<string> {
  const path = keptAt(sources, id, sha256);
  if ((await sha256Of(path).catch(() => '')) === sha256) return path;
  const fetched = await fetchWeights(sources, hub, { id, revision: revision ?? 'main' }, { report });
  if (fetched.sha256 === sha256) return path;
  throw new Failure(
    `${id}/${WEIGHTS} is no longer the file in models/manifest.json: expected sha256 ${sha256}, got ${fetched.sha256}. ` +
      'Remove the model and add it again to use the new one.',
  );
}

async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Uint8Array);
  return hash.digest('hex');
}
