import { describe, expect, it } from 'vitest';

import { randomOf } from '../../../../../scripts/kit/random.ts';
import type { LabelledLogits } from '../../../../../scripts/models/evaluation/logits.ts';
import { calibrateTemperature, fitTemperature } from '../../../../../scripts/models/evaluation/temperature.ts';
import { softmax } from '../../../../../src/verdict/scores.ts';

/** Answers of a classifier whose scores are true at this temperature: labels are drawn from them. */
function answersAt(temperature: number, count: number): LabelledLogits[] {
  const { uniform } = randomOf('temperature', temperature);
  return Array.from({ length: count }, () => {
    const logits = Float32Array.from({ length: 5 }, () => uniform(-4, 4));
    const scores = softmax(logits, temperature);
    let rest = uniform(0, 1);
    const truth = scores.findIndex((score) => (rest -= score) < 0);
    return { truth: Math.max(0, truth), logits };
  });
}

const lossAt = (answers: readonly LabelledLogits[], temperature: number): number =>
  answers.reduce((sum, { truth, logits }) => sum - Math.log(softmax(logits, temperature)[truth] ?? 0), 0);

describe('fitTemperature', () => {
  it.each([0.5, 1, 2.5])('finds the temperature that the labels were drawn at, %d', (temperature) => {
    expect(fitTemperature(answersAt(temperature, 20_000)) / temperature).toBeCloseTo(1, 1);
  });

  it('finds none that is better on a fine grid', () => {
    const answers = answersAt(1.7, 300);
    const fitted = lossAt(answers, fitTemperature(answers));
    for (let at = 0.1; at < 10; at *= 1.01) expect(lossAt(answers, at)).toBeGreaterThan(fitted - 1e-6);
  });

  it('stays finite where all answers are right', () => {
    const fitted = fitTemperature([{ truth: 0, logits: Float32Array.of(5, 0) }]);
    expect(fitted).toBeGreaterThanOrEqual(0.05);
    expect(fitted).toBeLessThan(1);
  });
});

describe('calibrateTemperature', () => {
  it('judges by the half that it did not fit', () => {
    const answers = answersAt(2, 2000);
    const calibrated = calibrateTemperature(answers);
    // Other labels in the judged half change what is said of the temperature, and not the temperature.
    const poisoned = answers.map((answer, at) => (at % 2 === 1 ? { ...answer, truth: 4 } : answer));
    const judged = calibrateTemperature(poisoned);
    expect(judged?.temperature).toBe(calibrated?.temperature);
    expect(judged?.figures.error).toBeGreaterThan(10 + (calibrated?.figures.error ?? NaN));
    expect(calibrated?.figures).toMatchObject({ fitted_count: 1000, count: 1000 });
    expect(calibrated?.figures.error).toBeLessThan(calibrated?.figures.error_at_1 ?? NaN);
    expect(calibrated?.figures.loss).toBeLessThan(calibrated?.figures.loss_at_1 ?? NaN);
  });

  it('has nothing to say about a few answers', () => {
    expect(calibrateTemperature(answersAt(1, 198))).toBeNull();
    expect(calibrateTemperature(answersAt(1, 200))).not.toBeNull();
  });
});
