import type { Context } from 'hono';

import { metricsOf } from '../../latency/ledger/metrics.ts';
import { CONTENT_TYPE, prometheusText } from '../../latency/prometheus.ts';
import type { AppEnv } from '../app-env.ts';
import { surveyLedgers } from './ledgers.ts';
import { versionOf } from './recording.ts';

/** All that was ever counted, as Prometheus reads it. */
export async function answerMetrics(c: Context<AppEnv>): Promise<Response> {
  const totals = await surveyLedgers(c, 0, (ledger) => ledger.totals());
  return c.text(prometheusText(metricsOf(totals, versionOf(c.env))), 200, { 'Content-Type': CONTENT_TYPE });
}
