import { expect, it } from 'vitest';

import { serverTiming } from '../../../src/latency/server-timing.ts';

it('writes metrics as the specification has them', () => {
  expect(
    serverTiming([
      ['load', 0],
      ['infer', 61.5],
    ]),
  ).toBe('load;dur=0, infer;dur=61.5');
});
