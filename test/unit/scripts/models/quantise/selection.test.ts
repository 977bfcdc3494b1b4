import { expect, test } from 'vitest';

import { selectLayers } from '../../../../../scripts/models/quantise/selection.ts';
import type { Sensitivity, Treatment } from '../../../../../scripts/models/quantise/sensitivity.ts';

const weights = (error: number): Treatment => ({ scheme: {}, method: null, error: error ** 2 });
const whole = (method: 'minmax' | 'percentile', error: number): Treatment => ({
  scheme: { input: { scales: [1], zeroPoints: [0] } },
  method,
  error: error ** 2,
});
const layer = (name: string, savedBytes: number, macs: number, ...treatments: Treatment[]): Sensitivity => ({
  layer: name,
  savedBytes,
  macs,
  treatments,
});

const LAYERS = [
  layer('large', 1000, 100, weights(0.01), whole('minmax', 0.05), whole('percentile', 0.02)),
  layer('small', 10, 100, weights(0.01), whole('minmax', 0.03)),
  layer('sensitive', 1000, 500, weights(0.2)),
  layer('not smaller', -4, 10, weights(0)),
];

test('what saves most for its error comes first, and errors add up as squares', () => {
  const chosen = (budget: number): string[] => {
    return selectLayers(LAYERS, { weights: budget, all: budget }).map(
      ({ layer, method }) => `${layer} ${method ?? '-'}`,
    );
  };
  expect(chosen(0.009)).toEqual([]);
  expect(chosen(0.0101)).toEqual(['large -']);
  expect(chosen(0.0142)).toEqual(['large -', 'small -']);
  expect(chosen(0.5)).toEqual(['large percentile', 'small minmax', 'sensitive -']);
});

test('activations have what weights leave of the budget', () => {
  const choices = selectLayers(LAYERS, { weights: 0.0101, all: 0.025 });
  expect(choices.map(({ layer, method }) => [layer, method])).toEqual([['large', 'percentile']]);
});
