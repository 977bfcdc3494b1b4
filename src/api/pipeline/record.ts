import type { Context } from 'hono';

import { locationOf } from '../../latency/location.ts';
import type { Sample } from '../../contract/ledger.ts';
import type { Env } from '../../env.ts';
import { dataPointOf } from '../../latency/data-point.ts';
import { withDeadline } from '../../latency/deadline.ts';
import type { AppEnv } from '../app-env.ts';
import { logEvent } from '../log.ts';

/** How long the ledger may take for a sample, in ms. Nobody waits for it, but the Worker must end. */
const PATIENCE = 2000;

/**
 * Records a sample after the answer was sent. The answer neither waits for it nor fails with it: a sample that the ledger
 * does not take in time is lost, and the log says so.
 */
export function record(c: Context<AppEnv>, sample: Omit<Sample, 'time' | 'location'>): void {
  const { cf } = c.req.raw;
  const complete = { ...sample, time: Date.now(), location: locationOf(cf) };
  c.executionCtx.waitUntil(keep(c.env, complete, c.get('requestId')));
}

async function keep({ LEDGER, ANALYTICS }: Env, sample: Sample, requestId: string): Promise<void> {
  const attempt = async (sink: string, write: () => unknown): Promise<void> => {
    try {
      await write();
    } catch (error) {
      logEvent('error', 'sample_lost', { sink, request_id: requestId, model: sample.model, error: String(error) });
    }
  };
  // Sends the answer first: the code below would otherwise run before the handler returns it.
  await scheduler.wait(0);
  await attempt('analytics', () => ANALYTICS?.writeDataPoint(dataPointOf(sample)));
  if (LEDGER === undefined) return;
  await attempt('ledger', () => withDeadline(LEDGER.getByName(sample.location).record(sample), PATIENCE));
}
