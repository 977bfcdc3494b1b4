import type { Manifest, ModelEntry } from '../../../src/catalogue/manifest.ts';
import type { AccuracyFigures, MadeWith } from '../../../src/contract/measured.ts';
import { madeWithNow } from '../../kit/made-with.ts';
import { wilsonInterval } from '../../kit/statistics/proportion.ts';
import { readManifest, type Workspace, writeManifest } from '../workspace.ts';
import type { Accuracy } from './evaluation.ts';

/** A part of all as percent, as the manifest has it. */
export function percentOf(part: number): number {
  return Number((100 * part).toFixed(2));
}

/** When and with which code something is measured now, as the manifest has it. */
export function now(): { date: string; made_with: MadeWith } {
  return { date: new Date().toISOString().slice(0, 10), made_with: madeWithNow() };
}

/** What the manifest says of an accuracy that was measured today. */
export function accuracyFigures(
  { top1, top5 }: Pick<Accuracy, 'top1' | 'top5'>,
  pictures: string,
  count: number,
): Omit<AccuracyFigures, 'command'> {
  const interval = (part: number): [number, number] => {
    const [low, high] = wilsonInterval(Math.round(part * count), count);
    return [percentOf(low), percentOf(high)];
  };
  return {
    pictures,
    count,
    top1: percentOf(top1),
    top1_interval: interval(top1),
    top5: percentOf(top5),
    top5_interval: interval(top5),
    ...now(),
  };
}

/** Writes an accuracy into the manifest, in the place of an older one on the same pictures. */
export async function recordAccuracy(workspace: Workspace, name: string, figures: AccuracyFigures): Promise<void> {
  await recordMeasured(workspace, name, (measured) => ({
    ...measured,
    accuracy: [...(measured.accuracy ?? []).filter(({ pictures }) => pictures !== figures.pictures), figures],
  }));
}

type Measured = NonNullable<ModelEntry['measured']>;

/**
 * Changes what the manifest says was measured of a model.
 * @param fitted new values for its scores
 */
export async function recordMeasured(
  workspace: Workspace,
  name: string,
  change: (measured: Measured) => Measured,
  fitted: Pick<ModelEntry, 'temperature' | 'threshold'> = {},
): Promise<void> {
  const manifest: Manifest = await readManifest(workspace);
  const models = manifest.models.map((model) =>
    model.name === name ? { ...model, ...fitted, measured: change(model.measured ?? {}) } : model,
  );
  await writeManifest(workspace, { ...manifest, models });
}
