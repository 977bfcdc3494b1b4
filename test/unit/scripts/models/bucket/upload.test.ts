import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { wranglerBucket } from '../../../../../scripts/models/bucket/bucket.ts';
import { uploadModel } from '../../../../../scripts/models/bucket/upload.ts';
import { findAtHand } from '../../../../../scripts/models/published/at-hand.ts';
import { readManifest, WORKSPACE } from '../../../../../scripts/models/workspace.ts';
import { manifestSchema } from '../../../../../src/catalogue/manifest.ts';

const NAME = 'mobilenetv3_small_triage_int8';

// wrangler's simulation of R2; the service itself can only be reached with an account.
describe('a model in a bucket', () => {
  let state: string;
  beforeAll(async () => {
    state = await mkdtemp(join(tmpdir(), 'edgelens-bucket-'));
  });
  afterAll(() => rm(state, { recursive: true }));

  it('is there with its files and in the list, beside those that were there', async () => {
    const bucket = wranglerBucket('models', state);
    expect(bucket.get('manifest.json')).toBeUndefined();
    const model = await findAtHand(WORKSPACE, NAME);
    const lines: string[] = [];
    await uploadModel(model, bucket, (line) => lines.push(line));
    expect(lines.map((line) => line.replace(': uploading', ''))).toEqual([
      `${NAME}.head.safetensors`,
      `${NAME}.plan`,
      `${NAME}.md`,
      'food-report-other.json',
      'food-report-other.ja.json',
    ]);
    expect(bucket.get(`${NAME}.md`)).toBe(await readFile(join(WORKSPACE.models, `${NAME}.md`), 'utf8'));
    const list = manifestSchema.parse(JSON.parse(bucket.get('manifest.json') ?? ''));
    const { sources, translations } = await readManifest(WORKSPACE);
    expect(list.models).toEqual([model.entry]);
    expect(list.sources).toEqual({ [model.entry.source]: sources[model.entry.source] });
    expect(list.translations).toEqual({ 'food-report-other.json': translations?.['food-report-other.json'] });

    const other = { ...model, entry: { ...model.entry, name: 'other' } };
    await uploadModel(other, bucket, () => undefined);
    await uploadModel({ ...other, entry: { ...other.entry, title: 'Again' } }, bucket, () => undefined);
    const longer = manifestSchema.parse(JSON.parse(bucket.get('manifest.json') ?? ''));
    expect(longer.models.map(({ name, title }) => [name, title])).toEqual([
      [NAME, model.entry.title],
      ['other', 'Again'],
    ]);

    const files = other.entry.files.map((file) => ({ ...file, sha256: 'f'.repeat(64) }));
    const changed = { ...other, entry: { ...other.entry, files } };
    await expect(uploadModel(changed, bucket, () => undefined)).rejects.toThrow(
      'the bucket has another other, and running deployments that know it keep to that one: give this one a new name',
    );
  });

  it('is not uploaded damaged, and nothing is put beside a list that is none', async () => {
    const models = join(state, 'models');
    await cp(WORKSPACE.models, models, { recursive: true });
    const bucket = wranglerBucket('damaged', state);
    const { entry } = await findAtHand(WORKSPACE, NAME);
    await writeFile(join(models, `${NAME}.plan`), 'x');
    const damaged = { workspace: { ...WORKSPACE, models }, entry };
    await expect(uploadModel(damaged, bucket, () => undefined)).rejects.toThrow(`models/${NAME}.plan is damaged`);
    expect(bucket.get('manifest.json')).toBeUndefined();

    const file = join(state, 'list.json');
    await writeFile(file, '{"version":2}');
    bucket.put('manifest.json', file);
    await expect(uploadModel({ workspace: WORKSPACE, entry }, bucket, () => undefined)).rejects.toThrow(
      'manifest.json of the bucket is no list of models',
    );
    expect(bucket.get(`${NAME}.md`)).toBeUndefined();
  });
});
