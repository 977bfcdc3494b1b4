import { readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { buildModels } from '../../../../scripts/models/build.ts';
import { readManifest, WORKSPACE } from '../../../../scripts/models/workspace.ts';
import { temporaryWorkspace } from './temporary.ts';

const HEAD_SUM = /("path": "mobilenetv3_small_triage\.head[^}]*"sha256": ")([0-9a-f]{64})/;
const NO_SUM = '0'.repeat(64);
const quiet = { report: (): void => undefined };
const noNetwork = {
  ...quiet,
  fetchTarball: (spec: string): Promise<string> => Promise.reject(new Error(`tried to fetch ${spec}`)),
};

test('building offline from nothing gives the very files of the manifest, twice', async () => {
  const [first, second] = [temporaryWorkspace({ variants: true }), temporaryWorkspace({ variants: true })];
  await buildModels(first, noNetwork);
  await buildModels(second, noNetwork);
  for (const { files } of (await readManifest(WORKSPACE)).models) {
    for (const { path, bytes } of files) {
      const content = readFileSync(join(first.models, path));
      expect(content.length, path).toBe(bytes);
      expect(content.equals(readFileSync(join(second.models, path))), path).toBe(true);
      expect(content.equals(readFileSync(join(WORKSPACE.models, path))), path).toBe(true);
    }
  }
});

test('an intact model is left alone, and a damaged one is repaired', async () => {
  const workspace = temporaryWorkspace();
  const options = { ...noNetwork, names: ['mobilenetv3_small_triage'] };
  const path = join(workspace.models, 'mobilenetv3_small_triage.onnx');
  await buildModels(workspace, options);
  const original = readFileSync(path);
  utimesSync(path, 1000, 1000);

  await buildModels(workspace, options);
  expect(statSync(path).mtimeMs).toBe(1_000_000);

  writeFileSync(path, original.subarray(0, 1000));
  await buildModels(workspace, options);
  expect(readFileSync(path).equals(original)).toBe(true);
});

test('a result that is not what the manifest says reaches no file', async () => {
  const workspace = temporaryWorkspace();
  const recorded = edit(workspace.models, HEAD_SUM, NO_SUM);
  await expect(buildModels(workspace, { ...noNetwork, names: ['mobilenetv3_small_triage'] })).rejects.toThrow(
    `the sha256 of mobilenetv3_small_triage.head.safetensors of what was built is ${recorded}, but models/manifest.json says ${NO_SUM}`,
  );
  expect(readdirSync(workspace.models).filter((name) => /onnx|safetensors|tmp/.test(name))).toEqual([]);
});

test.each([
  ['MACs', /("macs": )(55\d+)/, '1', 'the MAC count of what was built is 55489472, but models/manifest.json says 1'],
  ['parameters', /("parameters": )(151\d+)/, '1', 'the parameter count of what was built is 1514875'],
  [
    'sizes',
    /("path": "mobilenetv3_small_triage.onnx",\s*"role": "graph",\s*"bytes": )(\d+)/,
    '1',
    'the size of mobilenetv3_small_triage.onnx of',
  ],
  [
    'features',
    /(food-report-other[^@]*"features": \[\s*1,\s*)(576)/,
    '575',
    'the shape of the features is 1, 576, 7, 7, but',
  ],
  ['means', /(food-report-other[^@]*"mean": \[\s*)(0.485)/, '0.5', 'the mean is 0.485'],
])('wrong %s in the manifest are found', async (_what, pattern, wrong, message) => {
  const workspace = temporaryWorkspace();
  edit(workspace.models, pattern, wrong);
  await expect(buildModels(workspace, { ...noNetwork, names: ['mobilenetv3_small_triage'] })).rejects.toThrow(message);
});

test('a class list that does not fit the source is found', async () => {
  const workspace = temporaryWorkspace();
  writeFileSync(join(workspace.models, 'food-report-other.json'), '["food", "other", "report"]');
  await expect(buildModels(workspace, { ...noNetwork, names: ['mobilenetv3_small_triage'] })).rejects.toThrow(
    "models/food-report-other.json differs from the source's labels at index 1",
  );
});

test('record writes the sums back into a manifest that lost them', async () => {
  const workspace = temporaryWorkspace();
  const original = readFileSync(join(workspace.models, 'manifest.json'), 'utf8');
  edit(workspace.models, HEAD_SUM, NO_SUM);
  edit(workspace.models, /("macs": )(55\d+)/, '1');
  await buildModels(workspace, { ...noNetwork, names: ['mobilenetv3_small_triage'], record: true });
  expect(JSON.parse(readFileSync(join(workspace.models, 'manifest.json'), 'utf8'))).toEqual(JSON.parse(original));
});

test('an unknown name is answered with the known ones', async () => {
  await expect(buildModels(temporaryWorkspace(), { ...noNetwork, names: ['resnet50'] })).rejects.toThrow(
    'there is no model "resnet50"; the manifest has efficientnet_b0, mobilenetv3_small_distilled, mobilenetv3_small_triage',
  );
});

test('what a killed run left behind is cleared away, what a running one writes is not', async () => {
  const workspace = temporaryWorkspace();
  const [old, fresh] = ['old.onnx.tmp', 'fresh.onnx.tmp'].map((name) => join(workspace.models, name)) as [
    string,
    string,
  ];
  writeFileSync(old, '');
  writeFileSync(fresh, '');
  utimesSync(old, 1000, 1000);
  await buildModels(workspace, { ...noNetwork, names: ['mobilenetv3_small_triage'] });
  expect(readdirSync(workspace.models).filter((name) => name.endsWith('.tmp'))).toEqual(['fresh.onnx.tmp']);
});

/** Replaces the second group of a pattern in a manifest, and returns what was there. */
function edit(models: string, pattern: RegExp, replacement: string): string {
  const path = join(models, 'manifest.json');
  const text = readFileSync(path, 'utf8');
  const found = pattern.exec(text)?.[2];
  if (found === undefined) throw new Error(`${String(pattern)} does not occur in the manifest`);
  writeFileSync(
    path,
    text.replace(pattern, (_match, before: string) => before + replacement),
  );
  return found;
}
