import { BUCKET_LIST } from '../contract/names.ts';
import { withDeadline } from '../latency/deadline.ts';
import type { Manifest } from '../catalogue/manifest.ts';
import { addBucketModels, setBucketAnswers } from '../catalogue/registry.ts';

/** How old what is known of the bucket may be, in ms; and how old when somebody asks for a model that is not known. */
const FRESH_MS = 60_000;
const FRESH_ENOUGH_MS = 2000;

/** How long a look into the bucket may take, in ms. Shipped models do without. */
const PATIENCE_MS = 3000;

/** When this isolate looked last, in ms since 1970, and what it saw. */
let lookedAt = -Infinity;
let etag: string | undefined;

/**
 * Adds the models of a bucket that were not known yet, so that a running deployment has a model as soon as it is uploaded. It
 * looks once a minute, and at once for a name that it does not know. A bucket that does not answer, or whose list is none, is
 * logged and leaves what was known; other models are unavailable until it answers.
 * @param isAsked whether somebody asks for a model that is not known
 */
export async function lookIntoBucket(bucket: R2Bucket, isAsked: boolean): Promise<void> {
  if (Date.now() - lookedAt < (isAsked ? FRESH_ENOUGH_MS : FRESH_MS)) return;
  try {
    await withDeadline(look(bucket), PATIENCE_MS);
    setBucketAnswers(true);
  } catch (error) {
    console.error(JSON.stringify({ level: 'error', event: 'bucket_failed', error: String(error) }));
    setBucketAnswers(false);
  }
  // Behind the look, so that nobody who asks meanwhile is told that there is no such model.
  lookedAt = Date.now();
}

async function look(bucket: R2Bucket): Promise<void> {
  const found = await bucket.get(BUCKET_LIST, etag === undefined ? {} : { onlyIf: { etagDoesNotMatch: etag } });
  // Without a body it has not changed.
  if (found === null || !('body' in found)) return;
  const list: unknown = await found.json();
  if (!isManifest(list)) throw new TypeError(`${BUCKET_LIST} is no list of models`);
  addBucketModels(list);
  etag = found.etag;
}

/** Whether a list has the members that are read of it. "npm run models -- upload" has checked the rest before. */
function isManifest(value: unknown): value is Manifest {
  if (!isRecord(value) || value['version'] !== 1 || !isRecord(value['sources'])) return false;
  const { models, sources } = value;
  return (
    Array.isArray(models) &&
    models.every(
      (model: unknown) =>
        isRecord(model) &&
        [model['name'], model['title'], model['card'], model['source']].every((text) => typeof text === 'string') &&
        isRecord(sources) &&
        Object.hasOwn(sources, String(model['source'])) &&
        isRecord(model['classes']) &&
        isRecord(model['input']) &&
        isRecord(model['outputs']) &&
        Array.isArray(model['files']) &&
        model['files'].every(
          (file: unknown) => isRecord(file) && typeof file['path'] === 'string' && typeof file['sha256'] === 'string',
        ),
    )
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
