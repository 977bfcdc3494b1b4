import type { RejectionFigures } from '../../../src/contract/measured.ts';
import { isUnknown } from '../../../src/verdict/certainty.ts';
import { softmax } from '../../../src/verdict/scores.ts';
import { halvesOf } from './halves.ts';
import type { LabelledLogits } from './logits.ts';
import { argmax } from './metrics.ts';
import { rejectionOf } from './rejection.ts';

/** A first answer to a picture whose class is known. */
interface FirstAnswer {
  readonly score: number;
  readonly right: boolean;
}

/** A threshold, and what it does to pictures that had no part in choosing it. */
export interface FittedThreshold {
  readonly threshold: number;
  readonly figures: RejectionFigures;
}

/** Scores nearer to 0 or 1 than this count as that far, so that no single picture outweighs all others. */
const NEAREST = 1e-6;
/** How much a threshold is raised at most, so that a black picture is below it, and how far it is above that then. */
const MOST_RAISED = 0.05;
const MARGIN = 0.01;
/** Newton's method needs about six. */
const MOST_STEPS = 50;

/**
 * Fits a threshold on the half of the answers that chose the temperature, and says what it does to the others.
 * @param temperature of the scores
 * @param empty logits of pictures that show nothing
 * @param black logits of a black picture. A covered lens is what people show most often of nothing, so the threshold is raised
 *   above its score where that takes little
 * @returns null where there are too few answers, or {@link fitThreshold} has none
 */
export function calibrateThreshold(
  answers: readonly LabelledLogits[],
  temperature: number,
  empty: readonly Float32Array[],
  black?: Float32Array,
): FittedThreshold | null {
  const halves = halvesOf(answers);
  if (halves === null) return null;
  const firstAnswerOf = ({ truth, logits }: LabelledLogits): FirstAnswer => ({
    score: firstScore(logits, temperature),
    right: argmax(logits) === truth,
  });
  const fitted = fitThreshold(halves.chosenBy.map(firstAnswerOf));
  if (fitted === null) return null;
  const threshold = black === undefined ? fitted : raisedAbove(firstScore(black, temperature), fitted);
  const judged = halves.judgedBy
    .map(firstAnswerOf)
    .map(({ score, right }) => ({ right, unknown: isUnknown(score, threshold) }));
  return {
    threshold,
    figures: {
      ...rejectionOf(judged),
      empty_pictures: {
        count: empty.length,
        rejected: empty.filter((logits) => isUnknown(firstScore(logits, temperature), threshold)).length,
      },
    },
  };
}

/** A threshold that a score is below, if it is raised little for that; else the threshold as it is. */
function raisedAbove(score: number, threshold: number): number {
  const isFarEnough = score + MARGIN <= threshold;
  if (isFarEnough || score + MARGIN > threshold + MOST_RAISED) return threshold;
  return Number((score + MARGIN).toFixed(3));
}

/**
 * The score at which a first answer is as often right as wrong. Who loses as much by a wrong answer as they gain by a right
 * one tells the answers above it and keeps silent below (Chow 1970, "On optimum recognition error and reject tradeoff",
 * https://doi.org/10.1109/TIT.1970.1054406). How often answers of a score are right is a logistic curve over the logit of the
 * score, of the largest likelihood (Platt 1999): scores that are perfectly calibrated have their threshold at 1/2.
 * @returns three digits behind the point; null where all answers are right or all wrong, and where higher scores are not right
 *   more often
 */
export function fitThreshold(answers: readonly FirstAnswer[]): number | null {
  const right = answers.filter((answer) => answer.right).length;
  if (right === 0 || right === answers.length) return null;
  const { offset, slope } = fitCurve(
    answers.map(({ score, right }) => ({ logit: logitOf(score), target: right ? 1 : 0 })),
  );
  return slope > 0 ? Number(logistic(-offset / slope).toFixed(3)) : null;
}

interface Curve {
  readonly offset: number;
  readonly slope: number;
}

interface Point {
  readonly logit: number;
  /** 1 for a right answer, 0 for a wrong one. */
  readonly target: number;
}

/** Logistic regression by Newton's method; a step that makes the loss larger is halved. */
function fitCurve(points: readonly Point[]): Curve {
  let curve: Curve = { offset: 0, slope: 0 };
  let loss = lossOf(points, curve);
  for (let step = 0; step < MOST_STEPS; step++) {
    let direction = newtonStep(points, curve);
    let next = moved(curve, direction);
    let nextLoss = lossOf(points, next);
    while (nextLoss > loss && Math.abs(direction.offset) + Math.abs(direction.slope) > 1e-12) {
      direction = { offset: direction.offset / 2, slope: direction.slope / 2 };
      next = moved(curve, direction);
      nextLoss = lossOf(points, next);
    }
    if (!(nextLoss < loss)) break;
    [curve, loss] = [next, nextLoss];
  }
  return curve;
}

const moved = (curve: Curve, by: Curve): Curve => ({ offset: curve.offset + by.offset, slope: curve.slope + by.slope });

/** Where the quadratic that touches the loss at a curve has its minimum, from there. */
function newtonStep(points: readonly Point[], { offset, slope }: Curve): Curve {
  let [gradient0, gradient1, hessian00, hessian01, hessian11] = [0, 0, 0, 0, 0];
  for (const { logit, target } of points) {
    const part = logistic(offset + slope * logit);
    const [error, weight] = [target - part, part * (1 - part)];
    gradient0 += error;
    gradient1 += error * logit;
    hessian00 += weight;
    hessian01 += weight * logit;
    hessian11 += weight * logit * logit;
  }
  const determinant = hessian00 * hessian11 - hessian01 * hessian01;
  // All scores the same: there is a height to fit, and no slope.
  if (!(determinant > 1e-9)) return { offset: hessian00 > 0 ? gradient0 / hessian00 : 0, slope: 0 };
  return {
    offset: (hessian11 * gradient0 - hessian01 * gradient1) / determinant,
    slope: (hessian00 * gradient1 - hessian01 * gradient0) / determinant,
  };
}

/** Sum of the cross-entropies, in nats. */
function lossOf(points: readonly Point[], { offset, slope }: Curve): number {
  return points.reduce((sum, { logit, target }) => {
    const height = offset + slope * logit;
    // log(1 + exp(x)) - t x, without overflow.
    return sum + Math.max(height, 0) + Math.log1p(Math.exp(-Math.abs(height))) - target * height;
  }, 0);
}

const logistic = (height: number): number => 1 / (1 + Math.exp(-height));

function logitOf(score: number): number {
  const within = Math.min(1 - NEAREST, Math.max(NEAREST, score));
  return Math.log(within / (1 - within));
}

function firstScore(logits: Float32Array, temperature: number): number {
  return softmax(logits, temperature)[argmax(logits)] ?? NaN;
}
