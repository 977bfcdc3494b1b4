import { join } from 'node:path';

import type { ModelEntry } from '../../src/catalogue/manifest.ts';
import { Failure } from '../kit/failure.ts';
import { assemble, type BuiltModel, checkAgainst } from './assembly.ts';
import { inspectModel } from './catalogue/inspection.ts';
import { readCalibration, schemeOf } from './quantise/calibration-file.ts';
import { openSourceModel, type SourceModel } from './source-model.ts';
import type { SourceOptions } from './weights/source.ts';
import { pathsOf } from './weights/weight-paths.ts';
import { readLabels, readManifest, removeAbandoned, type Workspace, writeManifest, writeWhole } from './workspace.ts';

interface BuildOptions extends SourceOptions {
  /** Which models; all by default. */
  readonly names?: readonly string[];
  /** For maintainers: writes sums, sizes and costs into the manifest instead of comparing with it. */
  readonly record?: boolean;
}

/**
 * Builds the models that are missing or damaged, fetching their sources where needed. A file reaches `models/` only
 * when it is the one that the manifest describes.
 *
 * @throws Failure for an unknown name, a source that cannot be fetched or read, or a result that differs.
 */
export async function buildModels(workspace: Workspace, options: BuildOptions): Promise<void> {
  const manifest = await readManifest(workspace);
  const { names = [], record = false, report } = options;
  const known = manifest.models.map(({ name }) => name);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) throw new Failure(`there is no model "${unknown}"; the manifest has ${known.join(', ')}`);

  const models: ModelEntry[] = [];
  for (const entry of manifest.models) {
    if (names.length > 0 && !names.includes(entry.name)) {
      models.push(entry);
    } else if (!record && (await inspectModel(workspace, entry)) === 'built') {
      report(`${entry.name}: up to date`);
      models.push(entry);
    } else {
      models.push(await buildModel(workspace, entry, options));
    }
  }
  if (record) await writeManifest(workspace, { ...manifest, models });
}

async function buildModel(workspace: Workspace, entry: ModelEntry, options: BuildOptions): Promise<ModelEntry> {
  const sourceModel = await openSourceModel(workspace, entry, options);
  options.report(`${entry.name}: building`);
  const scheme = entry.variant && schemeOf(await readCalibration(workspace, entry.variant.calibration));
  const model = assemble(entry.name, sourceModel, pathsOf(entry), { scheme });
  checkAgainst(entry, sourceModel, model);
  await checkLabels(workspace, entry, sourceModel);
  if (options.record !== true) checkRecorded(entry, model);
  await removeAbandoned(workspace.models);
  for (const { path, content } of model.files) await writeWhole(join(workspace.models, path), content);
  if (model.withoutPlan !== null) options.report(`${entry.name}: onnxruntime only, ${model.withoutPlan}`);
  const bytes = model.files.reduce((sum, file) => sum + file.bytes, 0);
  options.report(`${entry.name}: built, ${(bytes / 2 ** 20).toFixed(1)} MiB in ${model.files.length} files`);
  return {
    ...entry,
    parameters: model.cost.parameters,
    macs: model.cost.macs,
    files: model.files.map(({ path, role, bytes, sha256 }) => ({ path, role, bytes, sha256 })),
  };
}

async function checkLabels(workspace: Workspace, entry: ModelEntry, { labels }: SourceModel): Promise<void> {
  const committed = await readLabels(workspace, entry);
  const at = labels.findIndex((label, index) => label !== committed[index]);
  if (at === -1 && committed.length === labels.length) return;
  throw new Failure(`${entry.name}: models/${entry.classes.file} differs from the source's labels at index ${at}`);
}

function checkRecorded(entry: ModelEntry, { cost, files }: BuiltModel): void {
  const differs = (what: string, got: string | number, expected: string | number): Failure =>
    new Failure(
      `${entry.name}: ${what} of what was built is ${got}, but models/manifest.json says ${expected}; nothing was ` +
        'written. Maintainers who changed the build on purpose record it with "build --record".',
    );
  if (cost.parameters !== entry.parameters) throw differs('the parameter count', cost.parameters, entry.parameters);
  if (cost.macs !== entry.macs) throw differs('the MAC count', cost.macs, entry.macs);
  for (const { path, bytes, sha256 } of files) {
    const recorded = entry.files.find((file) => file.path === path);
    if (!recorded) throw differs('a file', path, 'nothing about it');
    if (recorded.sha256 !== sha256) throw differs(`the sha256 of ${path}`, sha256, recorded.sha256);
    if (recorded.bytes !== bytes) throw differs(`the size of ${path}`, bytes, recorded.bytes);
  }
}
