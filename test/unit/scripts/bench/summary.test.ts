import { expect, it } from 'vitest';

import { readAnswer } from '../../../../scripts/bench/answer.ts';
import { breakdownOf, networkOf } from '../../../../scripts/bench/breakdown.ts';
import { ratiosOf } from '../../../../scripts/bench/ratios.ts';
import { summarize } from '../../../../scripts/bench/summary.ts';
import { sweepOf } from '../../../../scripts/bench/sweep.ts';
import { sample } from './samples.ts';

const START = {
  kind: 'warm',
  isolate: { id: 'x', age_ms: 9, requests_before: 4 },
  runtime: 'reused',
  session: 'reused',
  tiered: 3,
};

it("splits an answer into the server's phases, in their order, and what is left", () => {
  const phases_ms = { load: 0, decode: 14, infer: 23, explain: null, polish: 2 };
  const timings = { receive_ms: 5, queue_ms: 1, rpc_ms: 0, phases_ms, total_ms: 47 };
  const { start, phases } = readAnswer(JSON.stringify({ start: START, timings }));
  expect(start).toEqual({ kind: 'warm', runtime: 'reused', session: 'reused', tiered: 3, requests_before: 4 });
  expect(Object.entries(phases)).toEqual([
    ['receive', 5],
    ['queue', 1],
    ['load', 0],
    ['decode', 14],
    ['infer', 23],
    ['polish', 2],
    ['other', 7],
  ]);
});

it('gives the network what the server does not account for, and never less than nothing', () => {
  expect(networkOf(sample({ client_ms: 20, phases: { load: 3, infer: 12 } }))).toBe(5);
  expect(networkOf(sample({ client_ms: 14.5, phases: { load: 3, infer: 12 } }))).toBe(0);
});

it('adds up: the parts are means of the middle half', () => {
  const samples = [1000, 10, 20, 30, 40, 50, 60, 1].map((client_ms) =>
    sample({ client_ms, phases: { infer: client_ms / 2 } }),
  );
  // Sorted 1 10 20 30 40 50 60 1000: two on each side go.
  expect(breakdownOf(samples)).toEqual({ infer: 17.5, network: 17.5 });
});

it('compares cold with warm inside of each run, and models run by run', () => {
  const samples = [0, 1, 2].flatMap((run) => {
    // The machine is twice as slow in the second run.
    const slow = run === 1 ? 2 : 1;
    return [
      sample({ run, role: 'cold', client_ms: 300 * slow }),
      ...[9, 10, 11].map((ms) => sample({ run, client_ms: ms * slow })),
      sample({ run, role: 'cold', model: 'large', client_ms: 600 * slow }),
      ...[39, 40, 41].map((ms) => sample({ run, model: 'large', client_ms: ms * slow })),
    ];
  });
  expect(ratiosOf(samples, ['large', 'small']).map(({ name, median, interval }) => [name, median, interval])).toEqual([
    ['cold / warm, large', 15, [15, 15]],
    ['cold / warm, small', 30, [30, 30]],
    ['large / small, cold', 2, [2, 2]],
    ['large / small, warm', 4, [4, 4]],
  ]);
});

it('does not take the requests of one run for as many runs', () => {
  const samples = [3, 1, 5, 2, 4].flatMap((ratio, run) =>
    Array.from({ length: 20 }, (_, pair) => [
      sample({ run, pair, target: 'A', client_ms: 10 * ratio }),
      sample({ run, pair, target: 'B', client_ms: 10 }),
    ]).flat(),
  );
  const [client] = ratiosOf(samples, ['small']);
  expect(client).toMatchObject({ name: 'A / B, small, warm, client', median: 3, interval: [1, 5], pairs: 100 });
});

it('counts what was never answered among the latencies of a rate, and what was refused apart', () => {
  const at = (second: number, differences: Parameters<typeof sample>[0] = {}): ReturnType<typeof sample> =>
    sample({ role: 'sweep', rate: 1, at_ms: 1000 * second, client_ms: 100, ...differences });
  const samples = [
    at(0),
    at(1, { status: null, error: 'timeout', start: null, client_ms: 9000 }),
    at(2),
    at(3, { status: 429, error: '429', start: null, client_ms: 1 }),
  ];
  const [point] = sweepOf(samples, ['small'], 1);
  // Two answers in the ten seconds from the first due moment to the end of the last wait.
  expect(point).toMatchObject({ rate: 1, achieved: 0.2, unanswered: 1, failed: 1 });
  expect(point?.client).toMatchObject({ count: 3, p50: 100, max: 9000 });
  expect(sweepOf([at(0), at(1)], ['small'], 1)[0]?.achieved).toBe(1);
});

it('tells how long new processes took, not those of which only a session is new', () => {
  const processes = [
    { target: 'A', model: 'small', run: 0, role: 'measured', harness_ms: 900, listening_ms: 400 },
  ] as const;
  const cold = sample({ role: 'cold' });
  const start = { kind: 'cold', runtime: 'reused', session: 'created', tiered: 0, requests_before: 7 } as const;
  const of = (found: ReturnType<typeof sample>): number | undefined =>
    summarize({ samples: [found], processes: [...processes] }, ['small'], 1).rows[0]?.listening?.p50;
  expect(of(cold)).toBe(400);
  expect(of({ ...cold, start })).toBeUndefined();
});

it('comes out the same from the samples that the JSON holds', () => {
  const samples = [5, 7, 6, 90, 5, 6, 7, 5, 6].map((client_ms, index) => sample({ client_ms, run: index % 3 }));
  const findings = { samples, processes: [] };
  const again = JSON.parse(JSON.stringify(findings)) as typeof findings;
  expect(summarize(again, ['small'], 3)).toEqual(summarize(findings, ['small'], 3));
});
