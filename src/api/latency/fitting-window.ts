import type { Context } from 'hono';

import { windowSeconds } from '../../contract/query/latency.ts';
import type { AppEnv } from '../app-env.ts';
import { keptSeconds } from './latency-answer.ts';
import { surveyLedgers } from './ledgers.ts';

/** The share of the samples that a window has to hold, so that a single old one does not stretch it. */
export const SHARE = 0.9;

/** So many samples do, too: they are enough for the p99 of several models, and each further one is a row that is read. */
export const PLENTY = 2000;

/**
 * The shortest of some windows that holds {@link SHARE} of what the ledgers keep, or {@link PLENTY} of it; the longest if
 * none does.
 * @param windows such as `15m`, the shortest first
 * @param model its true name; all models when left out
 * @returns undefined when nothing is kept
 * @throws ProblemError `ledger-unavailable`
 */
export async function fittingWindow<Name extends string>(
  c: Context<AppEnv>,
  windows: readonly Name[],
  model: string | undefined,
): Promise<Name | undefined> {
  const now = Date.now();
  const oldest = now - keptSeconds(c.env) * 1000;
  const times = [...windows.map((name) => now - (windowSeconds(name) ?? 0) * 1000), oldest];
  const { answers } = await surveyLedgers(c, oldest, (ledger) => ledger.countSince({ model, times }));
  const counts = times.map((_, i) => [...answers.values()].reduce((sum, held) => sum + (held[i] ?? 0), 0));
  const all = counts.at(-1) ?? 0;
  if (all === 0) return undefined;
  return windows.find((_, i) => (counts[i] ?? 0) >= Math.min(SHARE * all, PLENTY)) ?? windows.at(-1);
}
