import { describe, expect, it } from 'vitest';

import { randomOf } from '../../../../../scripts/kit/random.ts';
import type { LabelledLogits } from '../../../../../scripts/models/evaluation/logits.ts';
import { calibrateThreshold, fitThreshold } from '../../../../../scripts/models/evaluation/threshold.ts';

/** So many answers of one score, of which some are right. */
const answers = (score: number, right: number, of: number): { score: number; right: boolean }[] =>
  Array.from({ length: of }, (_, at) => ({ score, right: at < right }));

describe('fitThreshold', () => {
  it('is 1/2 where answers are as often right as their scores say', () => {
    expect(fitThreshold([...answers(0.2, 1, 5), ...answers(0.4, 2, 5), ...answers(0.9, 9, 10)])).toBe(0.5);
  });

  it('is where the curve through two scores crosses one half', () => {
    // In logits: 1 of 4 right (-ln 3) at a score of 1/2 (0), 3 of 4 (ln 3) at 9/10 (ln 9). Half of the way is ln 3, or 3/4.
    expect(fitThreshold([...answers(0.5, 1, 4), ...answers(0.9, 3, 4)])).toBe(0.75);
    // 1 of 5 right (-ln 4) at 1/5 (-ln 4), 2 of 3 (ln 2) at 1/2 (0). Two thirds of the way is -ln 4 / 3: 1 / (1 + 4^(1/3)).
    expect(fitThreshold([...answers(0.2, 1, 5), ...answers(0.5, 2, 3)])).toBe(0.386);
  });

  it('is lower for a model that is right more often than its scores say, and higher for a boaster', () => {
    const { uniform } = randomOf('threshold');
    const drawn = (offset: number): { score: number; right: boolean }[] =>
      Array.from({ length: 20_000 }, () => {
        const score = uniform(0.01, 0.99);
        const odds = Math.exp(offset) * (score / (1 - score));
        return { score, right: uniform(0, 1) < odds / (1 + odds) };
      });
    // odds x e^offset = 1 where the logit of the score is -offset.
    expect(fitThreshold(drawn(1))).toBeCloseTo(1 / (1 + Math.E), 1);
    expect(fitThreshold(drawn(-1))).toBeCloseTo(1 / (1 + 1 / Math.E), 1);
  });

  it('stays finite for scores of 0 and 1, and where a score tells right from wrong without fail', () => {
    const threshold = fitThreshold([...answers(0, 0, 50), ...answers(1, 50, 50)]);
    expect(threshold).toBeGreaterThan(0);
    expect(threshold).toBeLessThan(1);
    expect(fitThreshold([...answers(0.3, 0, 50), ...answers(0.6, 50, 50)])).toBeCloseTo(0.45, 1);
  });

  it.each([
    ['all are right', answers(0.4, 9, 9)],
    ['all are wrong', answers(0.4, 0, 9)],
    ['all have one score', answers(0.4, 5, 9)],
    ['higher scores are wrong more often', [...answers(0.2, 3, 4), ...answers(0.8, 1, 4)]],
    ['there is none', []],
  ])('has none where %s', (_, given) => {
    expect(fitThreshold(given)).toBeNull();
  });
});

/** Logits of two classes whose first score is this at a temperature of 2. */
function logitsOf(score: number): Float32Array {
  return Float32Array.of(2 * Math.log(score / (1 - score)), 0);
}

/** Answers in turn to choose by and to judge by. */
const labelled = (chosen: readonly [number, boolean], judged: readonly [number, boolean]): LabelledLogits[] =>
  [chosen, judged].map(([score, right]) => ({ truth: right ? 0 : 1, logits: logitsOf(score) }));

describe('calibrateThreshold', () => {
  // To choose by: a quarter right at a score of 0.55, three quarters at 0.9; to judge by: a fifth at 0.55, nine tenths at 0.95.
  const rows = Array.from({ length: 200 }, (_, at) => [
    ...labelled([0.55, at % 4 === 0], [0.55, at % 5 === 0]),
    ...labelled([0.9, at % 4 !== 0], [0.95, at % 10 !== 0]),
  ]).flat();

  it.each([
    ['is raised above a black picture whose score is as high', 0.768, 0.778],
    ['and above one whose score is a little higher', 0.8, 0.81],
    ['and away from one whose score is just below', 0.763, 0.773],
    ['is not raised for one whose score is much higher', 0.83, 0.768],
    ['nor for one whose score is lower anyway', 0.7, 0.768],
  ])('%s', (_, black, threshold) => {
    expect(calibrateThreshold(rows, 2, [logitsOf(black)], logitsOf(black))).toMatchObject({
      threshold,
      figures: { empty_pictures: { count: 1, rejected: black < threshold ? 1 : 0 } },
    });
  });

  it('judges by the half that it did not fit, at the temperature of the scores', () => {
    // In logits: 1 of 4 right (-ln 3) at 0.55 (0.2007), 3 of 4 (ln 3) at 0.9 (2.1972). Half of the way is 1.199, or 0.768.
    expect(calibrateThreshold(rows, 2, [logitsOf(0.7), logitsOf(0.8)])).toEqual({
      threshold: 0.768,
      figures: {
        ...{ rejected: 50, rejected_wrong: 80, kept_right: 90 },
        empty_pictures: { count: 2, rejected: 1 },
      },
    });
  });

  it('has nothing to say about a few answers, nor where none was wrong', () => {
    expect(calibrateThreshold(rows.slice(0, 199), 2, [])).toBeNull();
    expect(calibrateThreshold(rows.slice(0, 200), 2, [])).not.toBeNull();
    expect(
      calibrateThreshold(
        rows.map((row) => ({ ...row, truth: 0 })),
        2,
        [],
      ),
    ).toBeNull();
  });

  it('leaves out what there is nothing to divide by', () => {
    const silent = rows.map((row, at) => (at % 2 === 1 ? { ...row, logits: logitsOf(0.51) } : row));
    expect(calibrateThreshold(silent, 2, [])?.figures).toMatchObject({ rejected: 100, kept_right: null });
    const loud = rows.map((row, at) => (at % 2 === 1 ? { ...row, logits: logitsOf(0.99) } : row));
    expect(calibrateThreshold(loud, 2, [])?.figures).toMatchObject({ rejected: 0, rejected_wrong: null });
  });
});
