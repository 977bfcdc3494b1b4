import { mean } from 'simple-statistics';

import { type Distribution, distributionOf } from '../../kit/statistics/distribution.ts';
import { median } from '../../kit/statistics/quantiles.ts';
import type { Round } from './measurement.ts';
import type { Outcome } from './request.ts';

/** What all processes did together; times in ms. */
export interface ThroughputFigures {
  /** Of answers one after the other. */
  readonly alone: Distribution;
  /** Mean of the phase `infer` of those, because the Worker's clock has whole milliseconds. */
  readonly infer_ms: number;
  /** Answers a second to clients that ask without a pause: one figure a process. */
  readonly capacities: readonly number[];
  /** The median of `capacities` as a part of `1000 / infer_ms`, which inference alone would allow. */
  readonly share: number;
  readonly loads: readonly LoadFigures[];
}

/** One load, over all processes. */
export interface LoadFigures {
  readonly load: number;
  /** Requests due, and pictures classified, each second: medians of the processes. */
  readonly due: number;
  readonly answered: number;
  /** Part of the requests that were refused with 503. */
  readonly refused: number;
  /** How many refusals did not say when to come again. */
  readonly without_retry_after: number;
  /** Of the requests that were classified, from when they were due. */
  readonly client: Distribution | undefined;
  /** Of the requests that only read. */
  readonly reads: Distribution | undefined;
}

/**
 * Sums up what the processes did.
 * @param seed of the intervals
 * @throws Error when there is no answer at all
 */
export function figuresOf(rounds: readonly Round[], seed: number): ThroughputFigures {
  const alone = distributionOf(
    rounds.map((round) => round.alone.map(({ ms }) => ms)),
    seed,
  );
  if (alone === undefined) throw new Error('no request was sent');
  const infer_ms = mean(rounds.flatMap((round) => round.alone.flatMap((outcome) => outcome.infer_ms ?? [])));
  const capacities = rounds.map(({ capacity }) => capacity);
  return {
    alone,
    infer_ms,
    capacities,
    share: (median(capacities) * infer_ms) / 1000,
    loads: (rounds[0]?.loads ?? []).map((_, index) => loadOf(rounds, index, seed)),
  };
}

function loadOf(rounds: readonly Round[], index: number, seed: number): LoadFigures {
  const offered = rounds.flatMap(({ loads }) => loads[index] ?? []);
  const all = offered.flatMap(({ outcomes }) => outcomes);
  const refusals = all.filter(({ status }) => status === 503);
  return {
    load: offered[0]?.load ?? NaN,
    due: median(offered.map(({ rate }) => rate)),
    answered: median(offered.map(({ outcomes, seconds }) => classified(outcomes).length / seconds)),
    refused: refusals.length / all.length,
    without_retry_after: refusals.filter(({ retryAfter }) => !/^[1-9]\d*$/.test(retryAfter ?? '')).length,
    client: distributionOf(
      offered.map(({ outcomes }) => classified(outcomes).map(({ ms }) => ms)),
      seed,
    ),
    reads: distributionOf(
      offered.map(({ reads_ms }) => reads_ms),
      seed,
    ),
  };
}

function classified(outcomes: readonly Outcome[]): readonly Outcome[] {
  return outcomes.filter(({ status }) => status === 200);
}
