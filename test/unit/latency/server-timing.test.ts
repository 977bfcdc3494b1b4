import { expect, it } from 'vitest';

import { serverTiming } from '../../../src/latency/server-timing.ts';

it('writes metrics as the specification has them, and leaves out what was not measured', () => {
  const header = serverTiming({
    clock: { name: 'rpc', resolution_ms: 1 },
    receive_ms: 3,
    queue_ms: 0,
    rpc_ms: 1,
    phases_ms: { load: 0, decode: 12, preprocess: 4, infer: 61.5, explain: null },
    total_ms: 80,
  });
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
