import type { Context } from 'hono';

import type { Ledger } from '../../latency/ledger/ledger.ts';
import { type Survey, survey } from '../../latency/ledger/survey.ts';
import type { AppEnv } from '../app-env.ts';
import { logEvent } from '../log.ts';
import { ProblemError } from '../problem.ts';

/**
 * Asks the ledgers of all locations that were in use since a point of time.
 * @throws ProblemError `ledger-unavailable` when there is none, or it is not known where they are
 */
export async function surveyLedgers<Answer>(
  c: Context<AppEnv>,
  since: number,
  question: (ledger: DurableObjectStub<Ledger>) => Promise<Answer>,
): Promise<Survey<Answer>> {
  if (c.env.LEDGER === undefined || c.env.LOCATIONS === undefined)
    throw new ProblemError('ledger-unavailable', 'This deployment keeps no record of latencies.');
  try {
    return await survey(c.env, since, question);
  } catch (error) {
    logEvent('error', 'ledger_unavailable', { error: String(error) });
    throw new ProblemError(
      'ledger-unavailable',
      'The record of latencies does not answer. Try again in a moment.',
      {},
      { 'Retry-After': '1' },
    );
  }
}
