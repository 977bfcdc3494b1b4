import { type Distribution, distributionOf } from '../kit/statistics/distribution.ts';
import { outcomeOf, type Sample } from './sample.ts';

/** Latency of a model at one rate. */
export interface SweepPoint {
  readonly model: string;
  /** Requests due each second. */
  readonly rate: number;
  /** Answers each second, from the first due moment to the last answer. */
  readonly achieved: number;
  /** From the due moment, in ms. A request without an answer counts with the time that the client waited. */
  readonly client: Distribution;
  readonly unanswered: number;
  readonly failed: number;
}

/** Figures of `--rates`, by model and rising rate. */
export function sweepOf(samples: readonly Sample[], models: readonly string[], seed: number): SweepPoint[] {
  const mine = samples.filter(({ role }) => role === 'sweep');
  const rates = [...new Set(mine.flatMap(({ rate }) => rate ?? []))].sort((a, b) => a - b);
  return models.flatMap((model) =>
    rates.flatMap((rate) => {
      const here = mine.filter((sample) => sample.model === model && sample.rate === rate);
      const waiting = here.filter((sample) => outcomeOf(sample) !== 'failed');
      const client = distributionOf([waiting.map(({ client_ms }) => client_ms)], seed);
      if (client === undefined) return [];
      const answered = waiting.filter(({ status }) => status !== null);
      const begin = Math.min(...here.map(({ at_ms }) => at_ms));
      const end = Math.max(...waiting.map(({ at_ms, client_ms }) => at_ms + client_ms));
      // The last request has its own interval, too: without it, 10 requests at 1 a second would take 9 seconds.
      const seconds = Math.max((end - begin) / 1000, here.length / rate);
      return [
        {
          model,
          rate,
          achieved: answered.length / seconds,
          client,
          unanswered: waiting.length - answered.length,
          failed: here.length - waiting.length,
        },
      ];
    }),
  );
}
