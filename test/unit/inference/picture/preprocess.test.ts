import { describe, expect, it } from 'vitest';

import type { InputSpec } from '../../../../src/contract/model.ts';
import { neededShortSide, preprocess } from '../../../../src/inference/picture/preprocess.ts';

const SPEC: InputSpec = {
  name: 'pixels',
  size: [3, 2, 2],
  mean: [0.5, 0.25, 0],
  std: [0.5, 0.25, 1],
  crop_mode: 'center',
  crop_pct: 1,
  interpolation: 'bilinear',
};

describe('preprocess', () => {
  it('lays out channels one after the other and normalises each', () => {
    const data = Uint8Array.of(0, 51, 102, 255, 51, 102, 0, 255, 102, 255, 255, 255);
    const pixels = preprocess({ width: 2, height: 2, data }, SPEC);
    // (v / 255 - mean) / std with v / 255 in {0, 0.2, 0.4, 1}
    const expected = [
      [-1, 1, -1, 1],
      [-0.2, -0.2, 3, 3],
      [0.4, 0.4, 0.4, 1],
    ].flat();
    expect(pixels).toHaveLength(12);
    expected.forEach((value, i) => {
      expect(pixels[i]).toBeCloseTo(value, 6);
    });
  });
});

describe('neededShortSide', () => {
  it('is what the crop is cut from', () => {
    expect(neededShortSide({ ...SPEC, size: [3, 224, 224], crop_pct: 0.875 })).toBe(256);
    expect(neededShortSide({ ...SPEC, size: [3, 224, 224], crop_pct: 0.875, crop_mode: 'squash' })).toBe(224);
  });
});
