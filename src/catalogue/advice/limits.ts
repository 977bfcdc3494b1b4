import type { Candidate } from './candidate.ts';

/** What a candidate has to keep, however good it is otherwise. */
export interface Limits {
  /** Warm inference, in ms. */
  readonly max_latency_ms?: number | undefined;
  /** Graph and weights, in MB (1,000,000 bytes). */
  readonly max_model_mb?: number | undefined;
  /** Memory of the engine with the model, in MB (1,000,000 bytes). */
  readonly max_memory_mb?: number | undefined;
  /** Top-1 accuracy, in percent. */
  readonly min_top1?: number | undefined;
  readonly heat_map?: boolean | undefined;
  readonly installed?: boolean | undefined;
  readonly fits_worker?: boolean | undefined;
}

export type LimitName = keyof Limits;

type FlagLimit = 'heat_map' | 'installed' | 'fits_worker';
type NumericLimit = Exclude<LimitName, FlagLimit>;

/** A limit that a candidate misses; `value` and `allowed` are in the unit of the limit. */
export type MissedLimit = (
  | { readonly kind: 'beyond'; readonly limit: NumericLimit; readonly value: number; readonly allowed: number }
  /** Nobody measured the value. The size of the files is always known. */
  | { readonly kind: 'unknown'; readonly limit: Exclude<NumericLimit, 'max_model_mb'> }
  | { readonly kind: 'without'; readonly limit: FlagLimit }
) & {
  /** Relative distance from the limit: 0.5 if the value is 1.5 times what is allowed; Infinity if there is no number. */
  readonly by: number;
};

const MB = 1e6;

/** The limits that a candidate misses. An unknown value misses its limit. */
export function missedLimits(candidate: Candidate, limits: Limits): MissedLimit[] {
  const { warm_ms, bytes, memory_bytes, top1 } = candidate;
  const { max_latency_ms, max_model_mb, max_memory_mb, min_top1 } = limits;
  return [
    warm_ms === null ? unknown('max_latency_ms', limits) : above('max_latency_ms', warm_ms, max_latency_ms),
    above('max_model_mb', bytes / MB, max_model_mb),
    memory_bytes === null ? unknown('max_memory_mb', limits) : above('max_memory_mb', memory_bytes / MB, max_memory_mb),
    top1 === null ? unknown('min_top1', limits) : below('min_top1', top1, min_top1),
    without('heat_map', candidate, limits),
    without('installed', candidate, limits),
    without('fits_worker', candidate, limits),
  ].flatMap((miss) => (miss === undefined ? [] : [miss]));
}

function above(limit: NumericLimit, value: number, most: number | undefined): MissedLimit | undefined {
  if (most === undefined || value <= most) return undefined;
  return { kind: 'beyond', limit, value, allowed: most, by: value / most - 1 };
}

function below(limit: NumericLimit, value: number, least: number | undefined): MissedLimit | undefined {
  if (least === undefined || value >= least) return undefined;
  return { kind: 'beyond', limit, value, allowed: least, by: 1 - value / least };
}

function unknown(limit: Exclude<NumericLimit, 'max_model_mb'>, limits: Limits): MissedLimit | undefined {
  return limits[limit] === undefined ? undefined : { kind: 'unknown', limit, by: Infinity };
}

function without(limit: FlagLimit, candidate: Candidate, limits: Limits): MissedLimit | undefined {
  return limits[limit] === true && !candidate[limit] ? { kind: 'without', limit, by: Infinity } : undefined;
}
