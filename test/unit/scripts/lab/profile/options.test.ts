import { expect, it } from 'vitest';

import { parse } from '../../../../../scripts/kit/command.ts';
import { PICTURE } from '../../../../../scripts/kit/paths.ts';
import { profileOptions } from '../../../../../scripts/lab/profile/command.ts';

it('profiles MobileNetV3 in the SIMD engine unless told otherwise', () => {
  expect(parse(profileOptions, [])).toMatchObject({
    ...{ model: 'mobilenetv3_small_distilled', engine: 'simd', lite: false, picture: PICTURE },
    ...{ requests: 300, warmup: 50, turns: 5, cold: 5, interval: 1000, top: 5 },
  });
  expect(parse(profileOptions, ['--engine', 'onnxruntime', '--shrink', '256'])).toMatchObject({
    engine: 'onnxruntime',
    shrink: 256,
  });
});

it('refuses what it cannot do', () => {
  expect(() => parse(profileOptions, ['--engine', 'onnx'])).toThrow('--engine takes onnxruntime or simd, not "onnx"');
  expect(() => parse(profileOptions, ['--interval', '1'])).toThrow('--interval takes a whole number from 50 to 100000');
});
