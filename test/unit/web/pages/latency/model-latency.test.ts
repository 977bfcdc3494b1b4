import { expect, it } from 'vitest';

import { findGroup, ranPhases, groupByModel } from '../../../../../src/web/pages/latency/model-latency.ts';
import { group } from './groups.ts';

const GROUPS = [
  group({ model: 'gone' }),
  group({ model: 'b', engine: 'simd' }),
  group({ model: 'b', engine: 'onnxruntime', start: 'cold', phase: 'load' }),
  group({ model: 'b', engine: 'onnxruntime', start: 'cold' }),
  group({ model: 'b', engine: 'onnxruntime', phase: 'receive' }),
  group({ model: 'a' }),
];

it('keeps models and engines apart, in the order of the models, and those last that are there no more', () => {
  const models = groupByModel(GROUPS, ['a', 'b']);
  expect(models.map(({ model, engine }) => `${model} ${engine}`)).toEqual([
    'a onnxruntime',
    'b onnxruntime',
    'b simd',
    'gone onnxruntime',
  ]);
  expect(models.flatMap(({ groups }) => groups)).toHaveLength(GROUPS.length);
});

it('finds the figures of a phase and a start, and which phases were run, as they follow each other', () => {
  const [, model] = groupByModel(GROUPS, ['a', 'b']);
  if (model === undefined) throw new Error('there is no second model');
  expect(findGroup(model, 'load', 'cold')).toBe(GROUPS[2]);
  expect(findGroup(model, 'load', 'warm')).toBeUndefined();
  expect(ranPhases(model)).toEqual(['receive', 'load', 'total']);
});
