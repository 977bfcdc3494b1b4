import type { Classification } from '../../contract/classification.ts';
import type { Comparison } from '../../contract/comparison.ts';
import type { Memory } from '../../contract/memory.ts';
import type { StartKind } from '../../contract/names.ts';
import type { Clock, Start } from '../../contract/timings.ts';
import { isComparison, modelAnswers } from './comparison.ts';
import { serverSpans, type TimeSpan } from './time-spans.ts';

/** What an answer cost at the server. */
export interface Cost {
  /** One for each model. */
  readonly parts: readonly {
    readonly title: string;
    readonly engine: string;
    readonly start: Start;
    readonly model_bytes: number;
  }[];
  readonly clock: Clock;
  readonly total_ms: number;
  readonly memory: Memory;
  /** The phases, one after the other; see {@link serverSpans}. */
  readonly spans: (end?: number) => TimeSpan[];
}

/** @param titleOf title of a model, by its name */
export function answerCost(answer: Classification | Comparison, titleOf: (model: string) => string): Cost {
  const { timings, memory } = answer;
  const { clock, total_ms } = timings;
  const models = modelAnswers(answer);
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

/** `cold` if any of the models had a cold start. */
export function answerStart(answer: Classification | Comparison): StartKind {
  const models = modelAnswers(answer);
  return models.some(({ start }) => start.kind === 'cold') ? 'cold' : 'warm';
}

/** The phases of each model in turn; the picture is decoded once, after the first model was loaded. */
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
