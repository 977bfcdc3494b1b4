import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { ModelEntry } from '../../../src/catalogue/manifest.ts';
import { isCode } from '../../kit/failure.ts';
import type { Workspace } from '../workspace.ts';

/** Whether a file, or a whole model, is on disk as the manifest describes it. */
export type State = 'built' | 'missing' | 'damaged';

/** State of every file of a model, by its path inside `models/`. */
export async function inspectFiles({ models }: Workspace, entry: ModelEntry): Promise<Map<string, State>> {
  const states = new Map<string, State>();
  for (const { path, sha256 } of entry.files) {
    try {
      const sum = createHash('sha256')
        .update(await readFile(join(models, path)))
        .digest('hex');
      states.set(path, sum === sha256 ? 'built' : 'damaged');
    } catch (error) {
      if (!isCode(error, 'ENOENT')) throw error;
      states.set(path, 'missing');
    }
  }
  return states;
}

/** State of a model: that of its worst file, and `missing` only while none is damaged. */
export async function inspectModel(workspace: Workspace, entry: ModelEntry): Promise<State> {
  const states = [...(await inspectFiles(workspace, entry)).values()];
  if (states.includes('damaged')) return 'damaged';
  return states.includes('missing') ? 'missing' : 'built';
}
