import type { LatencyAnswer } from '../../../contract/latency.ts';
import { type Measure, MEASURES } from '../../../contract/names.ts';

/** The figures of one phase, model, start and engine. */
export type Group = LatencyAnswer['groups'][number];

/** Both kinds of start, in the order in which they happen. */
export const STARTS = ['cold', 'warm'] as const;

export type StartKind = (typeof STARTS)[number];

/** What the ledger knows of a model on an engine. */
export interface Track {
  readonly model: string;
  readonly engine: string;
  readonly groups: readonly Group[];
}

/** Sorts groups by model, in this order, and engine. */
export function tracksOf(groups: readonly Group[], models: readonly string[]): Track[] {
  const rank = (name: string): number => (models.includes(name) ? models.indexOf(name) : models.length);
  return [...Map.groupBy(groups, ({ model, engine }) => JSON.stringify([model, engine])).values()]
    .flatMap((all) => all.slice(0, 1).map(({ model, engine }) => ({ model, engine, groups: all })))
    .sort((a, b) => rank(a.model) - rank(b.model) || a.engine.localeCompare(b.engine));
}

/** The figures of a phase for a start, where there are any. */
export function groupOf({ groups }: Track, phase: Measure, start: StartKind): Group | undefined {
  return groups.find((group) => group.phase === phase && group.start === start);
}

/** The phases that were run, in their order. */
export function phasesOf({ groups }: Track): Measure[] {
  return MEASURES.filter((measure) => groups.some(({ phase }) => phase === measure));
}
