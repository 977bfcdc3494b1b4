import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';

import { describeStart } from '../../latency/start.ts';
import { Stopwatch } from '../../latency/stopwatch.ts';
import type { AppEnv } from '../app-env.ts';
import { calibrateQuerySchema, calibrationSchema } from '../../contract/calibration.ts';
import { requireEngine } from '../pipeline/engine.ts';
import { enterQueue, loadModel, requireModel, withJob } from '../pipeline/job.ts';
import { mayDisturb } from '../key.ts';
import { problemDoc, ProblemError } from '../problem.ts';

const route = createRoute({
  method: 'post',
  path: '/v1/calibrate',
  summary: 'What the clocks of this deployment say about a known amount of work',
  description:
    "Does `runs` inferences of a blank picture in one call to the inference entrypoint, and answers what the handler's clock and the clock inside read. `npm run calibrate` holds both against the time that passed at the client. For those who may disturb others only.",
  tags: ['operations'],
  request: { query: calibrateQuerySchema },
  responses: {
    200: {
      description: 'What the two clocks read.',
      content: { 'application/json': { schema: calibrationSchema } },
    },
    400: problemDoc('invalid-parameter', 'engine-not-available'),
    403: problemDoc('calibration-not-allowed'),
    404: problemDoc('unknown-model'),
    503: problemDoc('busy', 'model-unavailable', 'model-too-large'),
  },
});

/** `POST /v1/calibrate`: a known amount of work, timed from outside and from inside. */
export function calibrateRoute(app: OpenAPIHono<AppEnv>): void {
  app.openapi(route, async (c) => {
    const { model: name, engine: engineName, runs } = c.req.valid('query');
    const model = requireModel(name);
    const engine = requireEngine(c, model, engineName);
    if (!(await mayDisturb(c))) {
      throw new ProblemError(
        'calibration-not-allowed',
        "This deployment lets only its operator calibrate it. Send the operator's key as X-EdgeLens-Key.",
      );
    }
    return withJob(c, [{ model, engine }], async (job) => {
      const watch = new Stopwatch();
      await enterQueue(job, watch);
      const start = describeStart(await loadModel(job, model, watch));
      await job.blank();
      const { inside_ms } = await watch.time('repeat', () => job.repeat(runs));
      return c.json(
        {
          model: model.name,
          engine,
          runs,
          start,
          clock: watch.clock,
          figures_ms: { rpc: watch.phase('repeat') ?? 0, inside: inside_ms },
        },
        200,
      );
    });
  });
}
