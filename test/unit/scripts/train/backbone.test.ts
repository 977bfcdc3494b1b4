import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect, it } from 'vitest';

import { findBackbone } from '../../../../scripts/train/backbone.ts';
import type { Manifest } from '../../../../src/catalogue/manifest.ts';
import { MODEL_BYTES } from '../../../../src/inference/memory/limits.ts';
import { temporaryWorkspace } from '../models/temporary.ts';

const MIB = 2 ** 20;
const LIMIT = MODEL_BYTES / MIB;
const HEAD = { hidden: 0, classes: 2 };

/** A workspace where one more model than EdgeLens' own is there, with a backbone and a plan of so many bytes. */
function workspaceWith(name: string, bytes: { backbone: number; plan?: number }) {
  const workspace = temporaryWorkspace({ variants: true });
  const path = join(workspace.models, 'manifest.json');
  const manifest = JSON.parse(readFileSync(path, 'utf8')) as Manifest;
  const [model] = manifest.models;
  if (model === undefined) throw new Error('no model');
  const sha256 = '0'.repeat(64);
  const files: Manifest['models'][number]['files'] = [
    { path: 'x.onnx', role: 'graph', bytes: MIB, sha256 },
    { path: 'x.backbone', role: 'backbone', bytes: bytes.backbone, sha256 },
    // The head of 1,000 classes, which the new one replaces.
    { path: 'x.head', role: 'head', bytes: 5_124_000, sha256 },
    ...(bytes.plan === undefined ? [] : [{ path: 'x.plan', role: 'plan' as const, bytes: bytes.plan, sha256 }]),
  ];
  manifest.models.push({ ...model, name, files, measured: undefined });
  writeFileSync(path, JSON.stringify(manifest));
  return workspace;
}

it('finds a backbone of EdgeLens', async () => {
  expect((await findBackbone(temporaryWorkspace(), 'efficientnet_b0', HEAD)).outputs.features[1]).toBe(1280);
});

it('refuses a name that is not there, and says which are', async () => {
  await expect(findBackbone(temporaryWorkspace(), 'resnet50', HEAD)).rejects.toThrow(
    'there is no backbone "resnet50"; there are efficientnet_b0, mobilenetv3_small_distilled, ',
  );
});

it('refuses a quantised variant, and names the model itself', async () => {
  const workspace = temporaryWorkspace({ variants: true });
  await expect(findBackbone(workspace, 'efficientnet_b0_w8', HEAD)).rejects.toThrow('take --backbone efficientnet_b0,');
});

it('takes as much as the Worker has for a model, and refuses what does not fit beside its head', async () => {
  // 2 classes of 1,280 features and a bias, of 4 bytes each.
  const head = 2 * 1281 * 4;
  const fitting = workspaceWith('large', { backbone: MODEL_BYTES - head });
  expect((await findBackbone(fitting, 'large', HEAD)).name).toBe('large');
  await expect(findBackbone(fitting, 'large', { hidden: 0, classes: 3 })).rejects.toThrow(
    `large with this head would have ${LIMIT}.0 MiB of graph and weights, and the Worker has ${LIMIT}.0 MiB for`,
  );
  await expect(findBackbone(fitting, 'large', { hidden: 4096, classes: 2 })).rejects.toThrow(
    `${LIMIT + 20}.0 MiB of graph`,
  );
});

it('takes a backbone that only the SIMD engine has room for', async () => {
  const workspace = workspaceWith('large', { backbone: 2 * MODEL_BYTES, plan: MODEL_BYTES - MIB });
  expect((await findBackbone(workspace, 'large', HEAD)).name).toBe('large');
});
