import { expect, it } from 'vitest';

import { prometheusText } from '../../../src/latency/prometheus.ts';

it('writes metrics as the format describes them', () => {
  const text = prometheusText([
    {
      name: 'wait_seconds',
      help: 'Waiting, with a \\ and a\nnew line.',
      type: 'histogram',
      points: [
        { suffix: '_bucket', labels: { le: '0.1' }, value: 3 },
        { suffix: '_bucket', labels: { le: '+Inf' }, value: 4 },
        { suffix: '_sum', labels: {}, value: 0.25 },
        { suffix: '_count', labels: {}, value: 4 },
      ],
    },
    {
      name: 'up',
      help: 'Whether.',
      type: 'gauge',
      points: [{ labels: { a: 'C:\\DIR', b: 'say "hi"\nthere' }, value: Infinity }],
    },
  ]);
  expect(text).toBe(
    String.raw`# HELP wait_seconds Waiting, with a \\ and a\nnew line.
# TYPE wait_seconds histogram
wait_seconds_bucket{le="0.1"} 3
wait_seconds_bucket{le="+Inf"} 4
wait_seconds_sum 0.25
wait_seconds_count 4
# HELP up Whether.
# TYPE up gauge
up{a="C:\\DIR",b="say \"hi\"\nthere"} +Inf
`,
  );
});
