import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';

import { describeStart } from '../../latency/start.ts';
import { Stopwatch } from '../../latency/stopwatch.ts';
import type { AppEnv } from '../app-env.ts';
import { noQuerySchema } from '../../contract/query.ts';
import { runJob, timeStep } from '../pipeline/job-client.ts';
import { requireMember } from '../pipeline/members.ts';
import { problemDoc } from '../problem.ts';
import { healthSchema, readySchema } from '../../contract/operations.ts';

const healthRoute = createRoute({
  method: 'get',
  path: '/healthz',
  operationId: 'getHealth',
  summary: 'Alive',
  tags: ['operations'],
  request: { query: noQuerySchema },
  responses: { 200: { description: 'The Worker answers.', content: { 'application/json': { schema: healthSchema } } } },
});

const readyRoute = createRoute({
  method: 'get',
  path: '/readyz',
  operationId: 'getReadiness',
  summary: 'Ready: a model has answered',
  description: 'Loads the default model if it is not there, and runs it once on a blank picture.',
  tags: ['operations'],
  request: { query: noQuerySchema },
  responses: {
    200: { description: 'The default model answered.', content: { 'application/json': { schema: readySchema } } },
    400: problemDoc('engine-not-available'),
    503: problemDoc('busy', 'model-unavailable', 'model-too-large'),
  },
});

/** `GET /healthz` and `GET /readyz`. */
export function healthRoutes(app: OpenAPIHono<AppEnv>): void {
  app.openapi(healthRoute, (c) => c.json({ status: 'ok' as const, version: c.env.VERSION?.id ?? null }, 200));
  app.openapi(readyRoute, async (c) => {
    const member = requireMember(c);
    const { model, engine } = member;
    const { result: start, memory } = await runJob(c, [member], async (job) => {
      const watch = new Stopwatch();
      await timeStep(watch, 'queue', () => job.enter());
      const facts = await timeStep(watch, 'load', () => job.load(0, false));
      await timeStep(watch, 'infer', () => job.runBlank(1));
      return describeStart(facts);
    });
    return c.json({ status: 'ready' as const, model: model.name, engine, start, memory }, 200);
  });
}
