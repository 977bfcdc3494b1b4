import type { LatencyAnswer } from '../../../contract/latency.ts';
import { type Measure, MEASURES, type StartKind } from '../../../contract/names.ts';

/** The figures of one model, engine, start and phase. */
export type Group = LatencyAnswer['groups'][number];

/** The figures of a model on an engine. */
export interface ModelLatency {
  readonly model: string;
  readonly engine: string;
  readonly groups: readonly Group[];
}

/** Groups figures by model and engine, in the order of `models`; models that are not there any more come last. */
export function groupByModel(groups: readonly Group[], models: readonly string[]): ModelLatency[] {
  const rank = (name: string): number => (models.includes(name) ? models.indexOf(name) : models.length);
  return [...Map.groupBy(groups, ({ model, engine }) => JSON.stringify([model, engine])).values()]
    .flatMap((all) => all.slice(0, 1).map(({ model, engine }) => ({ model, engine, groups: all })))
    .sort((a, b) => rank(a.model) - rank(b.model) || a.engine.localeCompare(b.engine));
}

/** The figures of a phase for a start, if there are any. */
export function findGroup({ groups }: ModelLatency, phase: Measure, start: StartKind): Group | undefined {
  return groups.find((group) => group.phase === phase && group.start === start);
}

/** The phases that ran, in their order. */
export function ranPhases({ groups }: ModelLatency): Measure[] {
  return MEASURES.filter((measure) => groups.some(({ phase }) => phase === measure));
}
