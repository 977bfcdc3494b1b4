import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { onTestFinished } from 'vitest';

import { originOf } from '../../../../scripts/models/catalogue/registration.ts';
import { WORKSPACE, type Workspace } from '../../../../scripts/models/workspace.ts';
import type { Manifest } from '../../../../src/catalogue/manifest.ts';

/** An empty folder that is gone after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'edgelens-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}

/**
 * A workspace with the models of EdgeLens itself, without those that somebody has trained or added here, and where
 * nothing is built yet; sources are the real ones.
 *
 * @param variants whether their quantised variants are among them
 */
export function temporaryWorkspace({ variants = false } = {}): Workspace {
  const models = temporaryFolder();
  for (const file of ['imagenet-1k.json', 'food-report-other.json', 'catalogue.json', 'weights', 'calibration']) {
    cpSync(join(WORKSPACE.models, file), join(models, file), { recursive: true });
  }
  const manifest = JSON.parse(readFileSync(join(WORKSPACE.models, 'manifest.json'), 'utf8')) as Manifest;
  const own = manifest.models.filter((model) => originOf(manifest, model) === 'shipped');
  const shipped = manifest.models.filter(
    (model) => own.includes(model) || (variants && own.some(({ name }) => name === model.variant?.of)),
  );
  const sources = Object.fromEntries(Object.entries(manifest.sources).filter(([, source]) => !('hub' in source)));
  writeFileSync(join(models, 'manifest.json'), JSON.stringify({ ...manifest, sources, models: shipped }, null, 2));
  return { models, sources: WORKSPACE.sources };
}
