import { median } from '../kit/statistics/quantiles.ts';
import { type Answers, nameOf } from './questions.ts';

/** Medians of one kind of start, in ms. */
export interface StartFigures {
  readonly count: number;
  /** At this machine, network included. */
  readonly client: number;
  /** As the answers tell it, by the RPC clock. */
  readonly total: number;
  readonly load: number;
  readonly infer: number;
}

/** What a model in an engine took, cold and warm. */
export interface Starts {
  readonly subject: string;
  /** null where no such start was seen. */
  readonly cold: StartFigures | null;
  readonly warm: StartFigures | null;
}

/** What all answers took, by how they were started. */
export function startsOf(all: readonly Answers[]): Starts[] {
  return all.map(({ contender, answered }) => {
    const figures = (kind: 'cold' | 'warm'): StartFigures | null => {
      const own = answered.flatMap(({ classification, ms }) =>
        classification?.start.kind === kind ? [{ ms, ...classification.timings }] : [],
      );
      if (own.length === 0) return null;
      const middle = (read: (one: (typeof own)[number]) => number): number => median(own.map(read));
      return {
        count: own.length,
        client: middle(({ ms }) => ms),
        total: middle(({ total_ms }) => total_ms),
        load: middle(({ phases_ms }) => phases_ms.load),
        infer: middle(({ phases_ms }) => phases_ms.infer),
      };
    };
    return { subject: nameOf(contender), cold: figures('cold'), warm: figures('warm') };
  });
}
