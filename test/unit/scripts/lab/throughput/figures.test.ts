import { describe, expect, it } from 'vitest';

import { throughputChart } from '../../../../../scripts/lab/throughput/chart.ts';
import { figuresOf } from '../../../../../scripts/lab/throughput/figures.ts';
import type { OfferedLoad, Round } from '../../../../../scripts/lab/throughput/measurement.ts';
import { throughputReport } from '../../../../../scripts/lab/throughput/report.ts';
import type { Outcome } from '../../../../../scripts/lab/throughput/request.ts';

const answered = (ms: number): Outcome => ({ ms, status: 200, retryAfter: null, infer_ms: 5 });
const refused = (retryAfter: string | null): Outcome => ({ ms: 1, status: 503, retryAfter, infer_ms: undefined });

/** 100 answers that took 1 to 100 ms. */
const SPREAD = Array.from({ length: 100 }, (_, index) => answered(index + 1));

const overload = (load: Partial<OfferedLoad> = {}): OfferedLoad => ({
  ...{ load: 2, rate: 100, seconds: 2, reads_ms: [3, 5] },
  outcomes: [...SPREAD, ...Array.from({ length: 100 }, () => refused('1'))],
  ...load,
});

const ROUNDS: readonly Round[] = [
  { alone: [answered(10), answered(12)], capacity: 50, loads: [overload()] },
  { alone: [answered(14), answered(16)], capacity: 60, loads: [overload({ rate: 120, seconds: 4 })] },
];

describe('figures of a load', () => {
  const figures = figuresOf(ROUNDS, 1);
  const [load] = figures.loads;

  it('are those of what was classified', () => {
    // By hand: type 7 quantiles of twice 1 to 100, and 100 answers in 2 and in 4 s.
    expect(load?.client).toMatchObject({ count: 200, p50: 50.5, max: 100 });
    expect(load?.client?.p99).toBeCloseTo(99.01, 10);
    expect([load?.due, load?.answered]).toEqual([110, 37.5]);
  });

  it('say how much was refused, and how often without a time to come again', () => {
    expect([load?.refused, load?.without_retry_after]).toEqual([0.5, 0]);
    const silent = overload({ outcomes: [refused(null), refused('0'), refused('soon'), refused('2'), answered(1)] });
    const [one] = figuresOf([{ alone: [answered(1)], capacity: 1, loads: [silent] }], 1).loads;
    expect([one?.refused, one?.without_retry_after]).toEqual([0.8, 3]);
  });

  it('are told with what inference alone would allow', () => {
    // 55 answers a second of 200.
    expect([figures.infer_ms, figures.share]).toEqual([5, 0.275]);
    expect(figures.alone).toMatchObject({ p50: 13, p99: null });
    const text = throughputReport(figures);
    expect(text).toContain('13.0 ms at the client (median), p99 -; inference 5.00');
    expect(text).toContain('55.0 answers a second (50.0 to 60.0), 0.28 x 1000 / inference');
    expect(text.split('\n').at(-1)?.split(/ {2,}/)).toEqual([
      '2.00',
      '110.0',
      '37.5',
      '50.0 %',
      '0',
      '50.5',
      '99.0',
      '7.6',
      '-',
      '4.00',
      '-',
    ]);
  });

  it('are drawn, the refused ones as well', () => {
    const chart = throughputChart(figures);
    expect(chart).toContain('at 2 of capacity p99 99.0 ms, 50 % refused.');
    expect(chart).toMatch(/>50 %<\/text>/);
    expect(chart).not.toContain('NaN');
  });
});
