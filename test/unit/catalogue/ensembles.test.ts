import { expect, it } from 'vitest';

import { WORKSPACE } from '../../../scripts/models/workspace.ts';
import { readEnsembles } from '../../../scripts/models/ensembles.ts';
import { ensemblesSchema } from '../../../src/catalogue/ensembles.ts';
import { ensembleFigures } from './ensemble-figures.ts';

it('what was recorded adds up', async () => {
  const { ensembles } = await readEnsembles(WORKSPACE);
  for (const { members, best, count, weightings } of ensembles) {
    const alone = members.find(({ name }) => name === best)?.top1 ?? NaN;
    expect(alone).toBe(Math.max(...members.map(({ top1 }) => top1)));
    for (const {
      weights,
      top1,
      gain,
      gain_interval: [low, high],
      mended,
      spoiled,
    } of weightings) {
      expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 3);
      // Each has two digits behind the point.
      expect(Math.abs(gain - (100 * (mended - spoiled)) / count)).toBeLessThan(0.0051);
      expect(Math.abs(gain - (top1 - alone))).toBeLessThan(0.0101);
      expect([low <= gain, gain <= high]).toEqual([true, true]);
    }
  }
});

it.each([
  ['a best member that is none', { best: 'c' }],
  ['a weight too few', { weightings: [{ ...ensembleFigures().weightings[0], weights: [1] }] }],
  ['one member', { members: ensembleFigures().members.slice(0, 1) }],
  ['no weighting', { weightings: [] }],
  ['what nobody knows', { colour: 'red' }],
])('refuses %s', (_, change) => {
  const parse = (figures: unknown): boolean => ensemblesSchema.safeParse({ version: 1, ensembles: [figures] }).success;
  expect([parse(ensembleFigures()), parse({ ...ensembleFigures(), ...change })]).toEqual([true, false]);
});
