import { describe, expect, it } from 'vitest';

import { askedOf, pathOf } from '../../../../scripts/lab/asked.ts';

describe('what a picture can be shown to', () => {
  it('is each model in each engine, and each pair of the same classes once', () => {
    const { single, pairs } = askedOf([
      { name: 'a', classes: 'animals', engines: ['onnxruntime', 'simd'] },
      { name: 'b', classes: 'food', engines: ['onnxruntime'] },
      { name: 'c', classes: 'animals', engines: ['simd'] },
    ]);
    expect(single).toEqual(['a@onnxruntime', 'a@simd', 'b@onnxruntime', 'c@simd']);
    expect(pairs).toEqual(['a@onnxruntime,a@simd', 'a@onnxruntime,c@simd', 'a@simd,c@simd']);
  });

  it('has a path for one model, one engine, or several', () => {
    expect(pathOf('a')).toBe('/v1/classify?model=a');
    expect(pathOf('a@simd')).toBe('/v1/classify?model=a&engine=simd');
    expect(pathOf('a@simd,b')).toBe('/v1/compare?models=a@simd,b');
  });
});
