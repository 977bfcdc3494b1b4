import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { encodeSafetensors } from '../../../../scripts/models/weights/safetensors.ts';
import { outlineTimm, timmArchitecture } from '../../../../scripts/models/networks/timm.ts';
import { seededTensor } from '../../../../scripts/models/weights/seeded-weights.ts';

const PRETRAINED = join(import.meta.dirname, '../../../../scripts/lab/references/pretrained.json');

/** What a repository of timm's holds. */
export interface CheckpointFiles {
  readonly 'model.safetensors': Uint8Array;
  readonly 'config.json': string;
  readonly 'README.md': string;
}

/**
 * What the hub would have under a name of timm's list, with seeded weights: timm's own configuration of it, laid out as
 * `save_for_hf` does.
 *
 * @param changes to `pretrained_cfg`
 */
export function checkpointOf(name: string, classes = 1000, changes: object = {}): CheckpointFiles {
  const [architecture = '', tag = ''] = name.split('.');
  const { models } = JSON.parse(readFileSync(PRETRAINED, 'utf8')) as { models: Record<string, { license?: string }> };
  const pretrained = { tag, custom_load: false, ...models[name], ...changes, num_classes: classes };
  const input = { name: 'pixels', shape: [1, 3, 64, 64] };
  const { outline } = outlineTimm(timmArchitecture(architecture), input, classes);
  const tensors = new Map([...outline.shapes].map(([tensor, shape]) => [tensor, seededTensor(tensor, shape)]));
  return {
    'model.safetensors': encodeSafetensors(tensors),
    'config.json': JSON.stringify({
      architecture,
      num_classes: classes,
      num_features: 960,
      pretrained_cfg: pretrained,
    }),
    'README.md': `---\ntags:\n- image-classification\nlibrary_name: timm\nlicense: ${models[name]?.license ?? 'mit'}\n---\n# ${name}\n`,
  };
}

/** Writes them into a folder. */
export function writeCheckpoint(folder: string, files: CheckpointFiles): string {
  mkdirSync(folder, { recursive: true });
  for (const [file, content] of Object.entries(files))
    writeFileSync(join(folder, file), content as string | Uint8Array);
  return folder;
}
