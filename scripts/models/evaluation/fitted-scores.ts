import type { ModelEntry } from '../../../src/catalogue/manifest.ts';
import type { CalibrationFigures } from '../../../src/contract/measured.ts';
import type { Loaded } from '../onnx/runtime.ts';
import { now } from './accuracy-record.ts';
import { drawEmptyPictures } from './empty-pictures.ts';
import { type LabelledLogits, logitsOf } from './logits.ts';
import { calibrateTemperature, type FittedTemperature } from './temperature.ts';
import { calibrateThreshold, type FittedThreshold } from './threshold.ts';

/** What was fitted for the scores of a model. */
export interface FittedScores {
  readonly temperature: FittedTemperature;
  /** null where all answers are right or all wrong, or where higher scores are not right more often. */
  readonly threshold: FittedThreshold | null;
}

/**
 * Fits temperature and threshold of a model on one half of its answers, and judges them by the other.
 * @param engine has the model loaded, to show it pictures of nothing
 * @returns null where there are too few answers
 */
export async function fitScores(
  engine: Loaded,
  model: ModelEntry,
  answers: readonly LabelledLogits[],
): Promise<FittedScores | null> {
  const fitted = calibrateTemperature(answers);
  if (fitted === null) return null;
  const empty = new Map<string, Float32Array>();
  for (const { name, bytes } of await drawEmptyPictures()) empty.set(name, await logitsOf(engine, model, bytes));
  const threshold = calibrateThreshold(answers, fitted.temperature, [...empty.values()], empty.get('black'));
  return { temperature: fitted, threshold };
}

/** What the manifest says of fitted scores, as measured now. */
export function fittedFigures(
  { temperature, threshold }: FittedScores,
  pictures: string,
  command: string,
): CalibrationFigures {
  return {
    ...{ pictures, ...temperature.figures },
    ...(threshold !== null && { rejection: threshold.figures }),
    ...{ ...now(), command },
  };
}

/** The fitted values themselves, as the manifest has them: a threshold belongs to the temperature of its scores. */
export function fittedValues({
  temperature,
  threshold,
}: FittedScores): Required<Pick<ModelEntry, 'temperature' | 'threshold'>> {
  return { temperature: temperature.temperature, threshold: threshold?.threshold };
}
