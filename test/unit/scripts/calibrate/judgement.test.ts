import { describe, expect, it } from 'vitest';

import { judge, mediansByRuns, runTime } from '../../../../scripts/calibrate/judgement.ts';
import type { Round, Sample } from '../../../../scripts/calibrate/measurement.ts';
import { randomOf } from '../../../../scripts/kit/random.ts';

/** Ten rounds in which an inference takes 12 ms and the network 30 to 38, and a clock that makes of it what it will. */
function rounds(clock: (work: number, index: number) => number, { work = 12, network = 38 } = {}): Round[] {
  const random = randomOf('rounds');
  let index = 0;
  return Array.from({ length: 10 }, () =>
    [0, 1, 4, 16].map((runs): Sample => {
      const took = runs * work;
      return { runs, ms: { client: took + random.uniform(30, network), rpc: clock(took, index++), inside: 0 } };
    }),
  );
}

describe('judge', () => {
  it('believes a clock that goes with the client, and says what it leaves out', () => {
    const judgement = judge(rounds(Math.round), 'rpc');
    expect(judgement).toMatchObject({ figure: 'rpc', believable: true });
    expect(judgement.slope.value).toBeCloseTo(1, 1);
    expect(judgement.intercept_ms.value).toBeGreaterThan(30);
    expect(judgement.intercept_ms.value).toBeLessThan(38);
    expect(judgement.seen.value).toBeCloseTo(1, 1);
    expect(judgement.run_ms.value).toBeCloseTo(12, 0);
  });

  it('does not believe one that stands still', () => {
    const judgement = judge(rounds(Math.round), 'inside');
    expect(judgement).toMatchObject({ believable: false, reason: 'it stands still, however much work there is' });
    expect(judgement.slope.value).toBeNaN();
    expect(judgement.seen).toEqual({ value: 0, interval: [0, 0] });
  });

  it('does not believe one that stands still but for a step now and then', () => {
    const judgement = judge(
      rounds((_work, index) => (index % 7 === 0 ? 1 : 0)),
      'rpc',
    );
    expect(judgement).toMatchObject({ believable: false });
    expect(judgement.reason).toMatch(/^it saw -?\d to \d % of the time that the work took$/);
  });

  it('does not believe one that shows a constant as if it were the work', () => {
    // An in-request bracket that was reported to read about 20 ms around 160 ms of hashing.
    const judgement = judge(
      rounds((_work, index) => 20 + (index % 3)),
      'rpc',
    );
    expect(judgement.believable).toBe(false);
  });

  it('does not believe one that runs at another speed', () => {
    expect(
      judge(
        rounds((work) => 2 * work),
        'rpc',
      ),
    ).toMatchObject({ believable: false });
    expect(
      judge(
        rounds((work) => work / 2),
        'rpc',
      ),
    ).toMatchObject({ believable: false });
  });

  it('leaves open what the noise hides', () => {
    expect(judge(rounds(Math.round, { network: 300 }), 'rpc')).toMatchObject({ believable: null });
    const tiny = rounds((work) => work, { work: 0.1 });
    expect(judge(tiny, 'rpc')).toMatchObject({
      believable: null,
      reason: 'the work takes too little time to stand out from noise',
    });
  });
});

describe('per number of runs', () => {
  const samples = [
    { runs: 4, ms: { client: 90, rpc: 48, inside: 0 } },
    { runs: 0, ms: { client: 40, rpc: 0, inside: 0 } },
    { runs: 4, ms: { client: 88, rpc: 49, inside: 0 } },
    { runs: 0, ms: { client: 44, rpc: 1, inside: 0 } },
  ];

  it('the middle of each, fewest runs first', () => {
    expect(mediansByRuns([samples], 'client')).toEqual([42, 89]);
    expect(mediansByRuns([samples], 'rpc')).toEqual([0.5, 48.5]);
  });

  it('the time of one', () => {
    // (90 - 40, 88 - 40, 90 - 44, 88 - 44) / 4 = 12.5, 12, 11.5, 11
    expect(runTime([samples], 'client').value).toBe(11.75);
  });
});
