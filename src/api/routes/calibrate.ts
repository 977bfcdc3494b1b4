import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';

import { describeStart } from '../../latency/start.ts';
import { Stopwatch } from '../../latency/stopwatch.ts';
import type { AppEnv } from '../app-env.ts';
import { calibrateQuerySchema, calibrationSchema } from '../../contract/operations.ts';
import { runJob, timeStep } from '../pipeline/job-client.ts';
import { requireMember } from '../pipeline/members.ts';
import { problemDoc } from '../problem.ts';
import { requireOperatorRights } from '../protection/operator-rights.ts';

const route = createRoute({
  method: 'post',
  path: '/v1/calibrate',
  operationId: 'calibrate',
  summary: 'What the clocks of this deployment say about a known amount of work',
  description:
    "Does `runs` inferences of a blank picture in one call to the inference entrypoint, and answers what the handler's clock and the clock inside read. `npm run calibrate` holds both against the time that passed at the client. Only for the operator, unless the deployment allows it to everybody.",
  tags: ['operations'],
  request: { query: calibrateQuerySchema },
  responses: {
    200: {
      description: 'What the two clocks read.',
      content: { 'application/json': { schema: calibrationSchema } },
    },
    400: problemDoc('engine-not-available'),
    403: problemDoc('calibration-not-allowed'),
    404: problemDoc('unknown-model'),
    503: problemDoc('busy', 'model-unavailable', 'model-too-large'),
  },
});

/** `POST /v1/calibrate`: a known amount of work, timed from outside and from inside. */
export function calibrateRoute(app: OpenAPIHono<AppEnv>): void {
  app.openapi(route, async (c) => {
    const { model: name, engine: engineName, runs } = c.req.valid('query');
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
    return c.json({ model: model.name, engine, runs, ...result }, 200);
  });
}
