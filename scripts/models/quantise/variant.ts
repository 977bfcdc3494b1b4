import { join } from 'node:path';

import type { ModelEntry } from '../../../src/catalogue/manifest.ts';
import type { EngineName } from '../../../src/contract/names.ts';
import { defaultEngine, modelBytes } from '../../../src/catalogue/served-files.ts';
import type { BuiltModel } from '../assembly.ts';
import { cardFile } from '../catalogue/registration.ts';
import { accuracyFigures, percentOf, recordAccuracy, now } from '../evaluation/accuracy-record.ts';
import type { Evaluation } from '../evaluation/evaluation.ts';
import { readManifest, type Workspace, writeFormatted, writeManifest, writeWhole } from '../workspace.ts';
import { type Calibration, writeCalibration } from './calibration-file.ts';

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
  /** Whether they, and those of the calibration, are pieces of the photographs that every checkout has. */
  readonly ofPieces: boolean;
}

/**
 * Registers a variant: its files, calibration, card, and its entry in the manifest with the measured figures.
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
        ...now(),
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

/** The card of a variant, in Markdown: what differs from its base. */
function variantCard(
  entry: ModelEntry,
  { base, calibration, evaluation, pictures, ofPieces }: MeasuredVariant,
): string {
  const layers = Object.values(calibration.layers);
  const engine = defaultEngine(entry);
  const whole = layers.filter(({ method }) => method !== null).length;
  const arithmetic =
    whole === 0
      ? 'All arithmetic is that of fp32: the weights are widened whenever the model runs.'
      : `${whole} of these layers compute in whole numbers in the SIMD engine, uint8 times seven bits, within ranges that ` +
        'were calibrated; the others widen their weights to fp32 whenever the model runs.';
  const rows = [
    ['top-1', percentOf(evaluation.accuracy?.top1 ?? 0), percentOf(evaluation.otherAccuracy?.top1 ?? 0)],
    ['top-5', percentOf(evaluation.accuracy?.top5 ?? 0), percentOf(evaluation.otherAccuracy?.top5 ?? 0)],
  ].map(([what, own, other]) => `| ${what} | ${own} % | ${other} % |`);
  const accuracy =
    evaluation.accuracy === null
      ? 'The classes of these pictures are not known, so nothing is said of its accuracy.'
      : `| | ${entry.name} | ${base.name} |\n| --- | --- | --- |\n${rows.join('\n')}`;
  const caveat = ofPieces
    ? ' All of them are of the same few photographs, though: [what that is worth](../docs/quantisation.md#without-pictures-of-yours).'
    : '';
  return `# ${entry.name}

[\`${base.name}\`](${base.card}), quantised: ${layers.length} of its layers have their weights in int8, each output channel
with a scale of its own. ${arithmetic}

Everything else is as the card of \`${base.name}\` says: source, licence, classes, input and output.

What its engine reads takes ${mebibytes(entry, engine)} instead of ${mebibytes(base, engine)}. [How the layers were chosen](../docs/quantisation.md).

## Measured

On ${evaluation.pictures} pictures (${pictures}), ${calibration.date}: the same first answer as \`${base.name}\` on ${percentOf(evaluation.agreement ?? 0)} % of them.

${accuracy}

\`\`\`sh
${calibration.command}
\`\`\`

Ranges come from ${calibration.pictures.ranges} calibration pictures, the choice of layers from ${calibration.pictures.sensitivity} of them; none is among those above.${caveat} Both
are in [\`${entry.variant?.calibration ?? ''}\`](${entry.variant?.calibration ?? ''}), from which \`npm run models -- build\` makes the
files, the same everywhere.
`;
}

function mebibytes(entry: ModelEntry, engine: EngineName): string {
  return `${(modelBytes(entry, engine) / 2 ** 20).toFixed(1)} MiB`;
}
