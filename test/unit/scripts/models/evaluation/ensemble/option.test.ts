import { expect, it } from 'vitest';

import { ensembleText, readEnsemble } from '../../../../../../scripts/models/evaluation/ensemble/option.ts';

it.each([
  ['a:0.6,b:0.4', { a: 0.6, b: 0.4 }],
  ['a,b', { a: 0.5, b: 0.5 }],
  [' a : 3 , b.c_d : 1 ', { a: 0.75, 'b.c_d': 0.25 }],
  ['a,b,c', { a: 0.3333, b: 0.3333, c: 0.3333 }],
  ['a:1e-3,b:1', { a: 0.000999, b: 0.999 }],
])('reads %s', (text, weights) => {
  expect(Object.fromEntries(readEnsemble(text).map(({ name, weight }) => [name, weight]))).toEqual(weights);
});

it.each([
  ['a', '--ensemble takes two models or more, like efficientnet_b0:0.6,mobilenetv3_small:0.4, not "a"'],
  ['a:1', '--ensemble takes two models or more'],
  ['', '--ensemble takes a list like'],
  ['a,', '--ensemble takes a list like'],
  [':0.5,b:0.5', '--ensemble takes a list like'],
  ['a:0,b:1', 'the weight of a in --ensemble takes a number above 0, not "0"'],
  ['a:1,b:-0.4', 'the weight of b in --ensemble takes a number above 0, not "-0.4"'],
  ['a:much,b:1', 'the weight of a in --ensemble takes a number above 0, not "much"'],
  ['a:1:2,b:1', 'the weight of a in --ensemble takes a number above 0, not "1:2"'],
  ['a:,b:1', 'the weight of a in --ensemble takes a number above 0, not ""'],
  ['a:Infinity,b:1', 'the weight of a in --ensemble takes a number above 0, not "Infinity"'],
  ['a:0.5,b', '--ensemble takes a weight for each model or for none, not "a:0.5,b"'],
  ['a:0.5,b:0.4,a:0.1', '--ensemble takes each model once, but a is there twice'],
])('refuses "%s"', (text, message) => {
  expect(() => readEnsemble(text)).toThrow(message);
});

it('writes the list that it reads', () => {
  expect(ensembleText(['a', 'b.c'], [0.6, 0.4])).toBe('a:0.6,b.c:0.4');
});
