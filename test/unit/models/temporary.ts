import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { onTestFinished } from 'vitest';

import { WORKSPACE, type Workspace } from '../../../scripts/models/workspace.ts';

/** An empty folder that is gone after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'edgelens-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}

/** A workspace with the manifest and the class lists, where nothing is built yet; sources are the real ones. */
export function temporaryWorkspace(): Workspace {
  const models = temporaryFolder();
  for (const file of ['manifest.json', 'imagenet-1k.json', 'food-report-other.json']) {
    copyFileSync(join(WORKSPACE.models, file), join(models, file));
  }
  return { models, sources: WORKSPACE.sources };
}
