import type { ModelEntry } from '../../catalogue/manifest.ts';
import type { ScoreCalibration } from '../../contract/explanation.ts';
import type { Language } from '../../contract/names.ts';

/** All that a browser has to know of a model to run it, besides its plan: the answer at {@link descriptionPath}. */
export interface DeviceModel {
  readonly version: string;
  readonly entry: ModelEntry;
  readonly calibration: ScoreCalibration;
  /** In each language, in the order of the logits; a class without a name in a language has its own label. */
  readonly labels: Readonly<Record<Language, readonly string[]>>;
}

/** The files that the engine reads, which are all that is downloaded. */
export function planFiles({ files }: ModelEntry): ModelEntry['files'] {
  return files.filter(({ role }) => role === 'plan');
}
