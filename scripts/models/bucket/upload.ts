import { createHash } from 'node:crypto';
import { join } from 'node:path';

import { z } from 'zod';

import { type Manifest, manifestSchema, type ModelEntry } from '../../../src/catalogue/manifest.ts';
import { MODEL_BYTES } from '../../../src/inference/memory/limits.ts';
import { BUCKET_LIST } from '../../../src/contract/names.ts';
import { modelBytes, enginesOf } from '../../../src/catalogue/served-files.ts';
import { Failure } from '../../kit/failure.ts';
import { openTemporaryFolder } from '../../kit/temporary-folder.ts';
import type { ModelAtHand } from '../published/at-hand.ts';
import { readManifest, readModelFile, writeWhole } from '../workspace.ts';
import type { Bucket } from './bucket.ts';

/**
 * Puts a model into a bucket, from which running deployments take it up: its files first, and then the list that names them, so
 * that nobody reads of a file that is not there.
 * @param report is told what is done
 * @throws Failure when the model does not fit into a Worker, a file is missing or damaged, the bucket has another one of that
 *   name, or refuses
 */
export async function uploadModel(
  { workspace, entry }: ModelAtHand,
  bucket: Bucket,
  report: (line: string) => void,
): Promise<void> {
  const { name, source, classes } = entry;
  if (!enginesOf(entry).some((engine) => modelBytes(entry, engine) <= MODEL_BYTES)) {
    throw new Failure(`${name} has more than the ${MODEL_BYTES / 2 ** 20} MiB that a Worker has for a model`);
  }
  const list = listOf(bucket.get(BUCKET_LIST));
  requireSameFiles(list, entry);
  const { sources, translations = {} } = await readManifest(workspace);
  const known = sources[source];
  if (known === undefined) throw new Failure(`the manifest of ${name} has no source ${source}`);
  // Engines read what was optimised, and no graph.
  const files = entry.files.filter(({ role }) => role !== 'graph');
  for (const { path, sha256 } of files) {
    const sum = createHash('sha256')
      .update(await readModelFile(workspace, path))
      .digest('hex');
    if (sum !== sha256) throw new Failure(`models/${path} is damaged; "npm run models -- build" makes it anew`);
  }
  const names = translations[classes.file];
  const paths = [...files.map(({ path }) => path), entry.card, classes.file, ...Object.values(names ?? {})];
  for (const path of paths) {
    report(`${path}: uploading`);
    bucket.put(path, join(workspace.models, path));
  }
  const listed: Manifest = {
    ...list,
    sources: { ...list.sources, [source]: known },
    models: [...list.models.filter((model) => model.name !== name), { ...entry, files }],
    ...(names !== undefined && { translations: { ...list.translations, [classes.file]: names } }),
  };
  const { folder, remove } = await openTemporaryFolder('edgelens-bucket-');
  try {
    const file = join(folder, BUCKET_LIST);
    await writeWhole(file, JSON.stringify(listed));
    bucket.put(BUCKET_LIST, file);
  } finally {
    remove();
  }
}

/** Isolates that know a model keep its entry, and would read the files of another one with it. */
function requireSameFiles({ models }: Manifest, { name, files }: ModelEntry): void {
  const listed = models.find((model) => model.name === name);
  if (listed === undefined) return;
  const sums = new Set(files.map(({ sha256 }) => sha256));
  if (listed.files.every(({ sha256 }) => sums.has(sha256))) return;
  throw new Failure(
    `the bucket has another ${name}, and running deployments that know it keep to that one: give this one a new name`,
  );
}

function listOf(text: string | undefined): Manifest {
  if (text === undefined) return { version: 1, sources: {}, models: [] };
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    json = undefined;
  }
  const parsed = manifestSchema.safeParse(json);
  if (!parsed.success)
    throw new Failure(`${BUCKET_LIST} of the bucket is no list of models: ${z.prettifyError(parsed.error)}`);
  return parsed.data;
}
