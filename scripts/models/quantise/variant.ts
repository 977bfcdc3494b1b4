import { join } from 'node:path';

import type { ModelEntry } from '../../../src/catalogue/manifest.ts';
import { accuracyFigures, percentOf, recordAccuracy, today } from '../evaluation/accuracy-record.ts';
import type { Evaluation } from '../evaluation/evaluation.ts';
import type { BuiltModel } from '../assembly.ts';
import { cardFile } from '../catalogue/registration.ts';
import { readManifest, type Workspace, writeFormatted, writeManifest, writeWhole } from '../workspace.ts';
import { type Calibration, writeCalibration } from './calibration-file.ts';
import { variantCard } from './variant-card.ts';

/** A variant that was built and measured. */
export interface MeasuredVariant {
  readonly entry: ModelEntry;
  readonly base: ModelEntry;
  readonly model: BuiltModel;
  readonly calibration: Calibration;
  /** Of the variant, with its base as the second model. */
  readonly evaluation: Evaluation;
  /** What it was measured on, in words. */
  readonly pictures: string;
}

/**
 * Registers a variant behind its base: files, calibration, card, and its entry in the manifest with what was measured.
 * Accuracy is also recorded for the base, on the same pictures, so that the two can be compared.
 */
export async function registerVariant(workspace: Workspace, variant: MeasuredVariant): Promise<ModelEntry> {
  const { base, model, calibration, evaluation, pictures } = variant;
  const { command } = calibration;
  const accuracy = evaluation.accuracy && accuracyFigures(evaluation.accuracy, pictures, evaluation.pictures);
  const kind = calibration.kind === 'w8' ? 'weights in int8' : 'int8, mixed with fp32';
  const entry: ModelEntry = {
    ...variant.entry,
    title: `${base.title} (${calibration.kind})`,
    description: `${base.title} with ${kind}: the answers of ${base.name}, with smaller files.`,
    card: cardFile(variant.entry.name),
    measured: {
      ...(accuracy && { accuracy: [{ ...accuracy, command }] }),
      agreement: {
        with: base.name,
        pictures,
        count: evaluation.pictures,
        top1: percentOf(evaluation.agreement ?? 0),
        date: today(),
        command,
      },
    },
  };
  for (const { path, content } of model.files) await writeWhole(join(workspace.models, path), content);
  await writeCalibration(workspace, entry.variant?.calibration ?? '', calibration);
  await writeFormatted(workspace, entry.card, variantCard(entry, variant));
  const manifest = await readManifest(workspace);
  const others = manifest.models.filter(({ name }) => name !== entry.name);
  await writeManifest(workspace, { ...manifest, models: [...others, entry] });
  if (evaluation.otherAccuracy) {
    await recordAccuracy(workspace, base.name, {
      ...accuracyFigures(evaluation.otherAccuracy, pictures, evaluation.pictures),
      command,
    });
  }
  return entry;
}
