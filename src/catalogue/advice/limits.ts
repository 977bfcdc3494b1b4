import type { Option } from './option.ts';

/** What a model must not miss, whatever else it does well. */
export interface Limits {
  /** Of a warm inference, in ms. */
  readonly max_latency_ms?: number | undefined;
  /** Of graph and weights, in MB (1,000,000 bytes). */
  readonly max_model_mb?: number | undefined;
  /** Of the engine with the model, in MB (1,000,000 bytes). */
  readonly max_memory_mb?: number | undefined;
  /** Percent. */
  readonly min_top1?: number | undefined;
  readonly heat_map?: boolean | undefined;
  readonly installed?: boolean | undefined;
  readonly fits_worker?: boolean | undefined;
}

export type LimitName = keyof Limits;

type Wish = 'heat_map' | 'installed' | 'fits_worker';
type Measure = Exclude<LimitName, Wish>;

/** A limit that a model misses; `value` and `allowed` are in the unit of the limit. */
export type Miss = (
  | { readonly kind: 'beyond'; readonly limit: Measure; readonly value: number; readonly allowed: number }
  /** Nobody knows the number. Of files there always is one. */
  | { readonly kind: 'unknown'; readonly limit: Exclude<Measure, 'max_model_mb'> }
  | { readonly kind: 'without'; readonly limit: Wish }
) & {
  /** How far it is from the limit: 0.5 is half as much again as is allowed. Infinity is what no number describes. */
  readonly by: number;
};

const MB = 1e6;

/** The limits that a model misses. What is not known of it counts as missed: nobody could promise it. */
export function missesOf(option: Option, limits: Limits): Miss[] {
  const { warm_ms, bytes, memory_bytes, top1 } = option;
  const { max_latency_ms, max_model_mb, max_memory_mb, min_top1 } = limits;
  return [
    warm_ms === null ? unknown('max_latency_ms', limits) : above('max_latency_ms', warm_ms, max_latency_ms),
    above('max_model_mb', bytes / MB, max_model_mb),
    memory_bytes === null ? unknown('max_memory_mb', limits) : above('max_memory_mb', memory_bytes / MB, max_memory_mb),
    top1 === null ? unknown('min_top1', limits) : below('min_top1', top1, min_top1),
    without('heat_map', option, limits),
    without('installed', option, limits),
    without('fits_worker', option, limits),
  ].flatMap((miss) => (miss === undefined ? [] : [miss]));
}

function above(limit: Measure, value: number, most: number | undefined): Miss | undefined {
  if (most === undefined || value <= most) return undefined;
  return { kind: 'beyond', limit, value, allowed: most, by: value / most - 1 };
}

function below(limit: Measure, value: number, least: number | undefined): Miss | undefined {
  if (least === undefined || value >= least) return undefined;
  return { kind: 'beyond', limit, value, allowed: least, by: 1 - value / least };
}

function unknown(limit: Exclude<Measure, 'max_model_mb'>, limits: Limits): Miss | undefined {
  return limits[limit] === undefined ? undefined : { kind: 'unknown', limit, by: Infinity };
}

function without(limit: Wish, option: Option, limits: Limits): Miss | undefined {
  return limits[limit] === true && !option[limit] ? { kind: 'without', limit, by: Infinity } : undefined;
}
