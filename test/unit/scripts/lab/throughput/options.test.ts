import { expect, it } from 'vitest';

import { parse } from '../../../../../scripts/kit/command.ts';
import { PICTURE } from '../../../../../scripts/kit/paths.ts';
import { throughputOptions } from '../../../../../scripts/lab/throughput/command.ts';

it('offers parts of what a process can answer, and more than that', () => {
  expect(parse(throughputOptions, [])).toMatchObject({
    ...{ model: 'mobilenetv3_small_distilled', engine: 'simd', lite: false, picture: PICTURE },
    ...{ loads: [0.5, 0.7, 0.9, 1.2, 2], seconds: 20, rounds: 3, alone: 100, warmup: 50, clients: 4, reads: 5 },
  });
  expect(parse(throughputOptions, ['--loads', '0.9,3', '--lite'])).toMatchObject({ loads: [0.9, 3], lite: true });
});

it('refuses what it cannot do', () => {
  expect(() => parse(throughputOptions, ['--loads', '0'])).toThrow('--loads takes');
  expect(() => parse(throughputOptions, ['--rounds', '0'])).toThrow('--rounds takes a whole number from 1 to 100000');
});
