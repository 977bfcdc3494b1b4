import type { EngineName } from '../contract/names.ts';
import type { ModelEntry } from './manifest.ts';

/** What it costs to ask more models than one about a picture. */
export interface AddedCost {
  /** Files of the added models, as their fastest engines read them. */
  readonly bytes: number;
  /** null unless all of them were measured, on one machine. */
  readonly speed: AddedSpeed | null;
}

interface AddedSpeed {
  /** Warm inferences of the added models, each by its fastest engine. */
  readonly warm_ms: number;
  /**
   * CPU time of whole answers of the added models, which is more than they add, because a picture is decoded once for all;
   * null where that was not measured.
   */
  readonly cpu_ms: number | null;
  readonly machine: string;
}

/**
 * What models cost that are asked beside another one, from the figures of the manifest.
 * @param bytesOf size of the files that an engine reads
 */
export function addedCost(
  added: readonly ModelEntry[],
  {
    enginesOf,
    bytesOf,
  }: {
    readonly enginesOf: (model: ModelEntry) => readonly EngineName[];
    readonly bytesOf: (model: ModelEntry, engine?: EngineName) => number;
  },
): AddedCost {
  const fastest = added.map((model) => {
    const engines = enginesOf(model);
    const own = (model.measured?.speed ?? []).filter(({ engine }) => engines.includes(engine));
    return own.toSorted((a, b) => a.warm_ms - b.warm_ms)[0];
  });
  const bytes = added.reduce((sum, model, index) => sum + bytesOf(model, fastest[index]?.engine), 0);
  const speeds = fastest.flatMap((speed) => speed ?? []);
  const [machine, ...others] = new Set(speeds.map((speed) => speed.machine));
  if (machine === undefined || others.length > 0 || speeds.length < added.length) return { bytes, speed: null };
  const warm_ms = sumOf(speeds.map((speed) => speed.warm_ms));
  const cpu = speeds.flatMap(({ cpu_ms }) => cpu_ms ?? []);
  return { bytes, speed: { warm_ms, cpu_ms: cpu.length < added.length ? null : sumOf(cpu), machine } };
}

/** Without the noise that binary fractions leave behind the hundredths. */
const sumOf = (times: readonly number[]): number => Number(times.reduce((sum, ms) => sum + ms, 0).toFixed(2));
