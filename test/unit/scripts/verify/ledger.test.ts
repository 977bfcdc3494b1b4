import { expect, it } from 'vitest';

import { countsOf } from '../../../../scripts/verify/checks/ledger.ts';

it('adds up the whole answers of each model in each engine, whatever else tells series apart', () => {
  const metrics = [
    '# TYPE edgelens_request_phase_seconds histogram',
    'edgelens_request_phase_seconds_bucket{location="FRA",model="a",start="warm",engine="simd",phase="total",le="0.1"} 9',
    'edgelens_request_phase_seconds_count{location="FRA",model="a",start="warm",engine="simd",phase="total"} 3',
    'edgelens_request_phase_seconds_count{location="FRA",model="a",start="cold",engine="simd",phase="total"} 1',
    'edgelens_request_phase_seconds_count{version="x",location="SYD",model="a",start="warm",engine="simd",phase="total"} 2',
    'edgelens_request_phase_seconds_count{location="FRA",model="a",start="warm",engine="simd",phase="infer"} 50',
    'edgelens_request_phase_seconds_count{location="FRA",model="a",start="warm",engine="onnxruntime",phase="total"} 7',
    'edgelens_ledger_samples{location="FRA"} 13',
    '',
  ].join('\n');
  expect([...countsOf(metrics)]).toEqual([
    ['a simd', 6],
    ['a onnxruntime', 7],
  ]);
  expect([...countsOf(metrics, 'x')]).toEqual([['a simd', 2]]);
});
