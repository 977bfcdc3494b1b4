import { type Quantile, QUANTILES } from '../contract/names.ts';

/**
 * From how many samples on a quantile tells more than chance. With fewer, a p90, p95 or p99 by nearest rank is the longest
 * duration of all, whatever that happened to be. The median of ten lies in the middle half of all durations nine times in ten,
 * that of five only four times in five.
 */
export const ENOUGH: Readonly<Record<Quantile, number>> = { p50_ms: 10, p90_ms: 10, p95_ms: 20, p99_ms: 100 };

/** The quantiles for which so many samples are few. */
export function fewOf(count: number): Quantile[] {
  return QUANTILES.filter((quantile) => count < ENOUGH[quantile]);
}
