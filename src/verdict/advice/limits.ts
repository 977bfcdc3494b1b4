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

/** A limit that a model misses. */
export interface Miss {
  readonly limit: LimitName;
  readonly sentence: string;
  /** How far it is from the limit: 0.5 is half as much again as is allowed. Infinity is what no number describes. */
  readonly by: number;
}

const MB = 1e6;

/** The limits that a model misses. What is not known of it counts as missed: nobody could promise it. */
export function missesOf(option: Option, limits: Limits): Miss[] {
  const { warm_ms, bytes, memory_bytes, top1 } = option;
  return [
    above('max_latency_ms', 'warm inference', warm_ms, limits.max_latency_ms, 'ms'),
    above('max_model_mb', 'files', bytes / MB, limits.max_model_mb, 'MB'),
    above('max_memory_mb', 'memory', memory_bytes === null ? null : memory_bytes / MB, limits.max_memory_mb, 'MB'),
    below('min_top1', 'top-1', top1, limits.min_top1),
    without('heat_map', option.heat_map, limits.heat_map, 'it has no heat map'),
    without('installed', option.installed, limits.installed, 'it is not installed here'),
    without('fits_worker', option.fits_worker, limits.fits_worker, 'it does not fit into the memory of a Worker'),
  ].flatMap((miss) => (miss === undefined ? [] : [miss]));
}

function above(
  limit: LimitName,
  what: string,
  value: number | null,
  most: number | undefined,
  unit: string,
): Miss | undefined {
  if (most === undefined || (value !== null && value <= most)) return undefined;
  if (value === null) return { limit, sentence: `its ${what} was not measured`, by: Infinity };
  return { limit, sentence: `${what} ${rounded(value)} ${unit}, above ${most}`, by: value / most - 1 };
}

function below(limit: LimitName, what: string, value: number | null, least: number | undefined): Miss | undefined {
  if (least === undefined || (value !== null && value >= least)) return undefined;
  if (value === null) return { limit, sentence: `nobody published its ${what}`, by: Infinity };
  return { limit, sentence: `${what} ${rounded(value)} %, below ${least}`, by: 1 - value / least };
}

function without(limit: LimitName, has: boolean, wanted: boolean | undefined, sentence: string): Miss | undefined {
  return wanted === true && !has ? { limit, sentence, by: Infinity } : undefined;
}

/** Three significant digits are more than such figures hold. */
export const rounded = (value: number): string => String(Number(value.toPrecision(3)));
