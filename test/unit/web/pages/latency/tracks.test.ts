import { expect, it } from 'vitest';

import { groupOf, phasesOf, tracksOf } from '../../../../../src/web/pages/latency/tracks.ts';
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
  const tracks = tracksOf(GROUPS, ['a', 'b']);
  expect(tracks.map(({ model, engine }) => `${model} ${engine}`)).toEqual([
    'a onnxruntime',
    'b onnxruntime',
    'b simd',
    'gone onnxruntime',
  ]);
  expect(tracks.flatMap(({ groups }) => groups)).toHaveLength(GROUPS.length);
});

it('finds the figures of a phase and a start, and which phases were run, as they follow each other', () => {
  const [, track] = tracksOf(GROUPS, ['a', 'b']);
  if (track === undefined) throw new Error('there is no second track');
  expect(groupOf(track, 'load', 'cold')).toBe(GROUPS[2]);
  expect(groupOf(track, 'load', 'warm')).toBeUndefined();
  expect(phasesOf(track)).toEqual(['receive', 'load', 'total']);
});
