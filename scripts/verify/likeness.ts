import type { Prediction } from '../../src/contract/explanation.ts';
import { rank } from '../../src/verdict/scores.ts';
import type { Reference } from './reference.ts';

/** How many of the likeliest classes are compared. */
const COMPARED = 5;
/** How many classes an answer has to have for that. */
export const ASKED_CLASSES = 10;

/** How an answer differs from what it should be. */
export interface Likeness {
  /** What is wrong, each in a few words; empty where nothing is. */
  readonly faults: readonly string[];
  /** The largest difference of a compared score, as a part of it. */
  readonly difference: number;
}

/**
 * Compares the likeliest classes of an answer with those of the reference: their scores, each within the tolerance, and so
 * their order as far as the tolerance tells them apart; their labels; and that they are sorted.
 */
export function likenessOf(predictions: readonly Prediction[], reference: Reference): Likeness {
  const { scores, labels, tolerance } = reference;
  const first = predictions.slice(0, COMPARED);
  const faults: string[] = [];
  let difference = 0;
  for (const { index, label, score } of first) {
    const expected = scores[index] ?? Number.NaN;
    const off = Math.abs(score / expected - 1);
    difference = Math.max(difference, Number.isNaN(off) ? Infinity : off);
    if (!(off <= tolerance)) faults.push(`class ${index} has ${digits(score)}, not ${digits(expected)}`);
    if (label !== labels[index]) faults.push(`class ${index} is called "${label}", not "${labels[index] ?? ''}"`);
  }
  const given = new Set(predictions.map(({ index }) => index));
  for (const { index, label, score } of rank(scores, labels, COMPARED)) {
    if (!given.has(index)) faults.push(`class ${index} (${shortly(label)}, ${digits(score)}) is missing`);
  }
  if (first.some(({ score }, place) => score > (first[place - 1]?.score ?? 1))) faults.push('classes are not sorted');
  return { faults, difference };
}

/** The first classes of a list, for people. */
export function inWords(predictions: readonly Prediction[]): string {
  const told = predictions.slice(0, 2).map(({ label, score }) => `${shortly(label)} ${digits(score)}`);
  return told.join(', ');
}

/** The likeliest classes of the reference, for people. */
export function referenceInWords({ scores, labels, tolerance }: Reference): string {
  return `${inWords(rank(scores, labels, COMPARED))}, each within ${100 * tolerance} %`;
}

/** A label has its synonyms behind commas. */
function shortly(label: string): string {
  return label.split(',')[0] ?? label;
}

function digits(score: number): string {
  return score.toPrecision(3);
}
