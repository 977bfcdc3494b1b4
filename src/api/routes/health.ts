import type { Hono } from 'hono';

import { describeStart } from '../../latency/start.ts';
import { Stopwatch } from '../../latency/stopwatch.ts';
import type { AppEnv } from '../app-env.ts';
import { runJob, timeStep } from '../pipeline/job-client.ts';
import { requireMember } from '../pipeline/members.ts';
import { requireQuery } from '../require-query.ts';
import type { Health, Ready } from '../../contract/operations.ts';

/** `GET /healthz` and `GET /readyz`. */
export function healthRoutes(app: Hono<AppEnv>): void {
  app.get('/healthz', (c) => {
    requireQuery(c, {});
    return c.json({ status: 'ok', version: c.env.VERSION?.id ?? null } satisfies Health);
  });
  app.get('/readyz', async (c) => {
    requireQuery(c, {});
    const member = requireMember(c);
    const { model, engine } = member;
    const { result: start, memory } = await runJob(c, [member], async (job) => {
      const watch = new Stopwatch();
      await timeStep(watch, 'queue', () => job.enter());
      const facts = await timeStep(watch, 'load', () => job.load(0, false));
      await timeStep(watch, 'infer', () => job.runBlank(1));
      return describeStart(facts);
    });
    return c.json({ status: 'ready', model: model.name, engine, start, memory } satisfies Ready);
  });
}
