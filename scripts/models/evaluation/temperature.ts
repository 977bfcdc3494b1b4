import type { CalibrationFigures } from '../../../src/contract/measured.ts';
import { softmax } from '../../../src/verdict/scores.ts';
import { percentOf } from './accuracy-record.ts';
import { halvesOf } from './halves.ts';
import type { LabelledLogits } from './logits.ts';
import { calibrationError } from './metrics.ts';

/** A temperature, and what it is worth on pictures that had no part in choosing it. */
export interface FittedTemperature {
  readonly temperature: number;
  readonly figures: Omit<CalibrationFigures, 'pictures' | 'date' | 'command' | 'made_with'>;
}

/**
 * Fits a temperature on every second answer, and judges it on the others (Guo et al. 2017, "On calibration of modern neural
 * networks", https://arxiv.org/abs/1706.04599).
 * @returns null where there are too few answers
 */
export function calibrateTemperature(answers: readonly LabelledLogits[]): FittedTemperature | null {
  const halves = halvesOf(answers);
  if (halves === null) return null;
  const { chosenBy, judgedBy } = halves;
  const temperature = fitTemperature(chosenBy);
  const errorAt = (at: number): number =>
    percentOf(calibrationError(judgedBy.map(({ truth, logits }) => ({ truth, scores: softmax(logits, at) }))));
  const lossAt = (at: number): number => Number(meanLoss(judgedBy, at).toFixed(3));
  const figures = {
    fitted_count: chosenBy.length,
    count: judgedBy.length,
    error: errorAt(temperature),
    error_at_1: errorAt(1),
    loss: lossAt(temperature),
    loss_at_1: lossAt(1),
  };
  return { temperature, figures };
}

/**
 * The temperature with the lowest mean cross-entropy, by golden-section search: the loss has one minimum, since it is convex
 * in 1 / temperature.
 * @param answers one at least
 * @returns from 0.05 to 20, with three digits behind the point
 */
export function fitTemperature(answers: readonly LabelledLogits[]): number {
  const part = (Math.sqrt(5) - 1) / 2;
  let [low, high] = [Math.log(0.05), Math.log(20)];
  const lossAt = (at: number): number => meanLoss(answers, Math.exp(at));
  let [left, right] = [high - part * (high - low), low + part * (high - low)];
  let [lossLeft, lossRight] = [lossAt(left), lossAt(right)];
  while (high - low > 1e-4) {
    if (lossLeft < lossRight) {
      [high, right, lossRight] = [right, left, lossLeft];
      left = high - part * (high - low);
      lossLeft = lossAt(left);
    } else {
      [low, left, lossLeft] = [left, right, lossRight];
      right = low + part * (high - low);
      lossRight = lossAt(right);
    }
  }
  return Number(Math.exp((low + high) / 2).toFixed(3));
}

/** Mean cross-entropy in nats. */
function meanLoss(answers: readonly LabelledLogits[], temperature: number): number {
  const sum = answers.reduce(
    (total, { truth, logits }) => total - Math.log(Math.max(softmax(logits, temperature)[truth] ?? 0, 1e-300)),
    0,
  );
  return sum / answers.length;
}
