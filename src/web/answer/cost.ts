import type { Classification, Comparison, Memory, Start } from './classification.ts';
import { isComparison } from './classification.ts';
import { serverSpans, type TimeSpan } from './time-spans.ts';

/** What an answer cost at the server, whoever answered. */
export interface Cost {
  /** For each model that answered. */
  readonly parts: readonly {
    readonly title: string;
    readonly engine: string;
    readonly start: Start;
    readonly model_bytes: number;
  }[];
  readonly clock: Classification['timings']['clock'];
  readonly total_ms: number;
  readonly memory: Memory;
  /** Its phases, one after the other; see {@link serverSpans}. */
  readonly spans: (end?: number) => TimeSpan[];
}

/** @param titleOf how a model is called */
export function costOf(answer: Classification | Comparison, titleOf: (model: string) => string): Cost {
  const { timings, memory } = answer;
  const { clock, total_ms } = timings;
  const models = isComparison(answer) ? answer.models : [answer];
  const parts = models.map((part) => ({ ...part, title: titleOf(part.model) }));
  return {
    parts,
    clock,
    total_ms,
    memory,
    spans: (end) =>
      isComparison(answer)
        ? serverSpans({ ...answer.timings, phases: phasesOf(answer, titleOf) }, end)
        : serverSpans({ ...answer.timings, phases: Object.entries(answer.timings.phases_ms) }, end),
  };
}

/** Whether the answer was a cold one, for any model. */
export function startOf(answer: Classification | Comparison): Start['kind'] {
  const models = isComparison(answer) ? answer.models : [answer];
  return models.some(({ start }) => start.kind === 'cold') ? 'cold' : 'warm';
}

/** The models in turn; the picture is decoded once, when the first one is loaded. */
function phasesOf(
  { models, timings }: Comparison,
  titleOf: (model: string) => string,
): (readonly [phase: string, ms: number | null, model?: string])[] {
  return models.flatMap(({ model, phases_ms: { load, ...others } }, i) => [
    ['load', load, titleOf(model)] as const,
    ...(i === 0 ? [['decode', timings.decode_ms] as const] : []),
    ...Object.entries(others).map(([phase, ms]) => [phase, ms, titleOf(model)] as const),
  ]);
}
