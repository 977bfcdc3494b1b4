import { expect, it } from 'vitest';

import { serverTiming } from '../../../src/latency/server-timing.ts';

it('writes metrics as the specification has them, and leaves out what was not measured', () => {
  const metrics = { receive: 3, queue: 0, rpc: 1, load: 0, decode: 12, preprocess: 4, infer: 61.5, explain: null };
  const header = serverTiming(
    { name: 'rpc', resolution_ms: 1 },
    Object.entries({ ...metrics, total: 80 }).map(([name, milliseconds]) => ({ name, milliseconds })),
  );
  const desc = 'desc="rpc clock in 1 ms steps"';
  expect(header).toBe(
    [
      `receive;dur=3;${desc}`,
      `queue;dur=0;${desc}`,
      `rpc;dur=1;${desc}`,
      `load;dur=0;${desc}`,
      `decode;dur=12;${desc}`,
      `preprocess;dur=4;${desc}`,
      `infer;dur=61.5;${desc}`,
      `total;dur=80;${desc}`,
    ].join(', '),
  );
});
