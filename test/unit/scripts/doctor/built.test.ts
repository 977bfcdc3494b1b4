import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { afterEach, beforeEach, expect, it } from 'vitest';

import { checkDist, checkModels, type Outputs } from '../../../../scripts/doctor/built.ts';
import { readManifest, type Workspace, WORKSPACE } from '../../../../scripts/models/workspace.ts';

let folder: string;
let workspace: Workspace;
let outputs: Outputs;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'edgelens-doctor-'));
  workspace = { ...WORKSPACE, models: join(folder, 'models') };
  const page = Buffer.from('page');
  outputs = {
    kernels: () => true,
    pages: () => Promise.resolve(new Map([['page-1.js', page]])),
    folder: join(folder, 'web'),
    assets: () => Promise.resolve(true),
  };
  await mkdir(outputs.folder);
  await writeFile(join(outputs.folder, 'page-1.js'), page);
  await writeFile(join(outputs.folder, 'icon.svg'), 'drawn, not bundled');
});

afterEach(() => rm(folder, { recursive: true }));

/** Lays out a manifest of a single model. @returns where its first file lies */
async function layOutOne(): Promise<string> {
  const manifest = await readManifest(WORKSPACE);
  const model = manifest.models.find(({ name }) => name === 'mobilenetv3_small_triage_int8');
  if (model === undefined) throw new Error('the manifest has no such model');
  for (const { path } of model.files) {
    await mkdir(dirname(join(workspace.models, path)), { recursive: true });
    await cp(join(WORKSPACE.models, path), join(workspace.models, path));
  }
  await writeFile(join(workspace.models, 'manifest.json'), JSON.stringify({ ...manifest, models: [model] }));
  return join(workspace.models, model.files[0]?.path ?? '');
}

it('models are there with their sums, damaged, or missing', async () => {
  const file = await layOutOne();
  expect(await checkModels(workspace)).toEqual({ state: 'fine', found: '1 built, with the sums of the manifest' });
  await writeFile(file, 'something else');
  expect(await checkModels(workspace)).toEqual({
    state: 'note',
    found: 'damaged: mobilenetv3_small_triage_int8',
    remedy: 'npm run build',
  });
  await rm(file);
  expect(await checkModels(workspace)).toMatchObject({ found: 'missing: mobilenetv3_small_triage_int8' });
});

it('dist is in step, beside files that a bundle does not make', async () => {
  expect(await checkDist(outputs)).toEqual({ state: 'fine', found: 'in step with the sources' });
});

it('dist is older than the sources of kernels, pages or assets, each of which is made of those before', async () => {
  const old = (what: string): object => ({
    state: 'note',
    found: `${what}: missing, or older than the sources`,
    remedy: 'npm run build',
  });
  expect(await checkDist({ ...outputs, assets: () => Promise.resolve(false) })).toEqual(old('assets'));
  await writeFile(join(outputs.folder, 'page-1.js'), 'older');
  expect(await checkDist(outputs)).toEqual(old('page-1.js'));
  await rm(outputs.folder, { recursive: true });
  expect(await checkDist(outputs)).toEqual(old('page-1.js'));
  const pages = (): never => {
    throw new Error('pages cannot be bundled without kernels');
  };
  expect(await checkDist({ ...outputs, kernels: () => false, pages })).toEqual(old('kernels'));
});
