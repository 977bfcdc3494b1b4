import type { ScorePair } from './average-drop.ts';

/**
 * Increase in confidence of Chattopadhay et al. 2018 (Grad-CAM++, https://arxiv.org/abs/1710.11063, section 4.1): the part
 * of the pictures for which Y < O. Higher is better: what the map leaves out was in the way.
 *
 * @param pairs of all pictures, at least one
 * @returns percent
 */
export function increase(pairs: readonly ScorePair[]): number {
  return (100 * pairs.filter(({ whole, explained }) => whole < explained).length) / pairs.length;
}
