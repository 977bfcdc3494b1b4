import { bootstrap, type Estimate } from '../kit/statistics/bootstrap.ts';
import { median } from '../kit/statistics/quantiles.ts';
import { leastSquares, type Line, type Point, theilSen } from '../kit/statistics/regression.ts';
import type { Round } from './measurement.ts';

/** A clock at the server. */
type FigureName = 'rpc' | 'inside';

/** A clock is right when one of its ms is one of the client's, give or take 10 %. */
const RIGHT = [0.9, 1.1] as const;

/** Smallest growth of the client's time, in ms, that stands out from the noise of network and scheduler. */
const LEAST_GROWTH_MS = 20;

/** Theil and Sen's line goes through all pairs of points, so each draw is expensive. */
const DRAWS = { draws: 1000 };

/** One figure of the server, compared with the client's clock. */
export interface Judgement {
  readonly figure: FigureName;
  readonly believable: boolean | null;
  /** Why, as the end of a sentence. */
  readonly reason: string;
  /** client = intercept + slope * figure, robust (Theil and Sen). */
  readonly slope: Estimate;
  readonly intercept_ms: Estimate;
  /** The same by least squares. */
  readonly least_squares: { readonly slope: Estimate; readonly intercept_ms: Estimate };
  /** Of the time that most runs take the client longer than none: the part that the figure saw. */
  readonly seen: Estimate;
  /** Time of one inference, in ms: slope over the number of runs. */
  readonly run_ms: Estimate;
}

/** Compares one figure of the server with the client's clock. */
export function judge(rounds: readonly Round[], figure: FigureName): Judgement {
  const seen = bootstrap(rounds, (drawn) => growth(drawn, figure) / growth(drawn, 'client'), DRAWS);
  const fitted = (fit: (points: readonly Point[]) => Line, part: keyof Line): Estimate =>
    bootstrap(rounds, (drawn) => fit(points(drawn, figure))[part], DRAWS);
  const slope = fitted(theilSen, 'slope');
  const verdict = decide(rounds, figure, slope, seen);
  return {
    figure,
    ...verdict,
    slope,
    intercept_ms: fitted(theilSen, 'intercept'),
    least_squares: { slope: fitted(leastSquares, 'slope'), intercept_ms: fitted(leastSquares, 'intercept') },
    seen,
    run_ms: runTime(rounds, figure),
  };
}

/** Time of one inference by one of the clocks, in ms. */
export function runTime(rounds: readonly Round[], clock: FigureName | 'client'): Estimate {
  const slope = (drawn: readonly Round[]): number =>
    theilSen(drawn.flat().map(({ runs, ms }) => [runs, ms[clock]] as const)).slope;
  return bootstrap(rounds, slope, DRAWS);
}

function decide(
  rounds: readonly Round[],
  figure: FigureName,
  slope: Estimate,
  seen: Estimate,
): Pick<Judgement, 'believable' | 'reason'> {
  if (!(growth(rounds, 'client') >= LEAST_GROWTH_MS)) {
    return { believable: null, reason: 'the work takes too little time to stand out from noise' };
  }
  if (new Set(rounds.flat().map(({ ms }) => ms[figure])).size === 1) {
    return { believable: false, reason: 'it stands still, however much work there is' };
  }
  if (seen.interval[1] < RIGHT[0]) {
    return { believable: false, reason: `it saw ${percent(seen)} of the time that the work took` };
  }
  if (slope.interval[0] > RIGHT[1] || slope.interval[1] < RIGHT[0]) {
    return { believable: false, reason: `one of its ms is ${range(slope)} of the client's` };
  }
  if (slope.interval[0] >= RIGHT[0] && slope.interval[1] <= RIGHT[1] && grows(rounds, figure)) {
    return { believable: true, reason: `one of its ms is ${range(slope)} of the client's` };
  }
  return {
    believable: null,
    reason: `one of its ms may be ${range(slope)} of the client's, too wide an interval to tell`,
  };
}

function points(rounds: readonly Round[], figure: FigureName): Point[] {
  return rounds.flat().map(({ ms }) => [ms[figure], ms.client] as const);
}

/** How much longer most runs take than none, in ms. */
function growth(rounds: readonly Round[], clock: FigureName | 'client'): number {
  const levels = mediansByRuns(rounds, clock);
  return (levels.at(-1) ?? NaN) - (levels[0] ?? NaN);
}

function grows(rounds: readonly Round[], figure: FigureName): boolean {
  const levels = mediansByRuns(rounds, figure);
  return levels.every((level, index) => index === 0 || level >= (levels[index - 1] ?? 0)) && growth(rounds, figure) > 0;
}

/** The middle time for each number of runs, in ms, fewest runs first. */
export function mediansByRuns(rounds: readonly Round[], clock: FigureName | 'client'): number[] {
  const samples = rounds.flat();
  const levels = [...new Set(samples.map(({ runs }) => runs))].sort((a, b) => a - b);
  return levels.map((level) => median(samples.filter(({ runs }) => runs === level).map(({ ms }) => ms[clock])));
}

function range({ interval: [low, high] }: Estimate): string {
  return `${low.toFixed(2)} to ${high.toFixed(2)}`;
}

function percent({ interval: [low, high] }: Estimate): string {
  return `${(100 * low).toFixed(0)} to ${(100 * high).toFixed(0)} %`;
}
