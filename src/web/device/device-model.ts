import type { ModelEntry } from '../../catalogue/manifest.ts';
import type { ScoreCalibration } from '../../contract/explanation.ts';

/** All that a browser has to know of a model to run it, besides its plan: the answer at {@link descriptionPath}. */
export interface DeviceModel {
  readonly version: string;
  readonly entry: ModelEntry;
  readonly calibration: ScoreCalibration;
  /** In the order of the logits. */
  readonly labels: readonly string[];
}

/** The files that the engine reads, which are all that is downloaded. */
export function planFiles({ files }: ModelEntry): ModelEntry['files'] {
  return files.filter(({ role }) => role === 'plan');
}
