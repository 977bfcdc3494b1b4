import type { Hono } from 'hono';

import { describeStart } from '../../latency/start.ts';
import { Stopwatch } from '../../latency/stopwatch.ts';
import type { AppEnv } from '../app-env.ts';
import type { Calibration } from '../../contract/operations.ts';
import { calibrateQuery } from '../../contract/query/calibrate.ts';
import { runJob, timeStep } from '../pipeline/job-client.ts';
import { requireMember } from '../pipeline/members.ts';
import { requireOperatorRights } from '../protection/operator-rights.ts';
import { requireQuery } from '../require-query.ts';

/** `POST /v1/calibrate`: a known amount of work, timed from outside and from inside. */
export function calibrateRoute(app: Hono<AppEnv>): void {
  app.post('/v1/calibrate', async (c) => {
    const { model: name, engine: engineName, runs } = requireQuery(c, calibrateQuery);
    const member = requireMember(c, name, engineName);
    const { model, engine } = member;
    await requireOperatorRights(
      c,
      'calibration-not-allowed',
      "This deployment lets only its operator calibrate it. Send the operator's key as X-EdgeLens-Key.",
    );
    const { result } = await runJob(c, [member], async (job) => {
      const watch = new Stopwatch();
      await timeStep(watch, 'queue', () => job.enter());
      const start = describeStart(await timeStep(watch, 'load', () => job.load(0, false)));
      const inside = await timeStep(watch, 'runs', () => job.runBlank(runs));
      return { start, clock: watch.clock, figures_ms: { rpc: watch.phase('runs') ?? 0, inside } };
    });
    return c.json({ model: model.name, engine, runs, ...result } satisfies Calibration);
  });
}
