import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';

import { modelBytes } from '../../catalogue/registry.ts';
import { durationsOf } from '../../latency/measures.ts';
import { serverTiming } from '../../latency/server-timing.ts';
import { describeStart } from '../../latency/start.ts';
import { Stopwatch } from '../../latency/stopwatch.ts';
import { timingsOf } from '../../latency/timings.ts';
import type { AppEnv } from '../app-env.ts';
import { requireEngine } from '../pipeline/engine.ts';
import { requireExplain } from '../pipeline/explain.ts';
import { requireFresh } from '../pipeline/fresh.ts';
import {
  decodePicture,
  drawMaps,
  enterQueue,
  loadModel,
  receivePicture,
  requireModel,
  withJob,
} from '../pipeline/job.ts';
import { askModel } from '../pipeline/model-answer.ts';
import { describePhoto } from '../pipeline/photo-answer.ts';
import { describePictureRoute, pictureProblems } from '../pipeline/picture-route.ts';
import { pngResponse, pngSchema } from '../pipeline/png-response.ts';
import { problemDoc } from '../problem.ts';
import { record } from '../pipeline/record.ts';
import { classifyQuerySchema, classifySchema } from '../../contract/classification.ts';

const route = createRoute({
  method: 'post',
  path: '/v1/classify',
  summary: 'What is on a photograph',
  tags: ['inference'],
  request: { query: classifyQuerySchema },
  responses: {
    200: {
      description: 'The likeliest classes, and what they cost.',
      content: { 'application/json': { schema: classifySchema }, 'image/png': { schema: pngSchema } },
    },
    ...pictureProblems(),
    403: problemDoc('fresh-not-allowed'),
  },
});

/** `POST /v1/classify`: a picture in, the likeliest classes and their price out. */
export function classifyRoute(app: OpenAPIHono<AppEnv>): void {
  describePictureRoute(app, route);
  app.openapi({ ...route, hide: true }, async (c) => {
    const { model: name, engine: engineName, top_k: topK, fresh, ...query } = c.req.valid('query');
    const model = requireModel(name);
    const engine = requireEngine(c, model, engineName);
    const explain = requireExplain(c, query, [model]);
    const keepPicture = explain?.drawn === true;
    if (fresh !== undefined) await requireFresh(c);
    return withJob(c, [{ model, engine }], async (job) => {
      const received = await receivePicture(c, job);
      const receive = c.get('arrival').total;

      const watch = new Stopwatch();
      await enterQueue(job, watch);
      await watch.time('rpc', () => job.ping());
      if (fresh !== undefined) await job.drop(0);
      const start = describeStart(await loadModel(job, model, watch, { explain: explain !== undefined }));
      const picture = await decodePicture(job, watch);
      const question = { index: 0, topK, explain, keepPicture };
      const { predictions, explanations } = await askModel(c, job, { model, engine }, picture, watch, question);
      const png = keepPicture ? await drawMaps(job, watch) : undefined;
      const memory = await job.memory();

      const timings = timingsOf(watch, receive);
      c.header('Server-Timing', serverTiming(timings, watch.phase('draw')));
      record(c, {
        model: model.name,
        start: start.kind,
        engine,
        clock: timings.clock,
        durations: durationsOf(timings),
        picture: { format: picture.header.format, bytes: received.bytes },
        wasm_heap_bytes: memory.wasm_heap_bytes,
        tiered: start.tiered,
      });
      if (png !== undefined) return pngResponse(c, png);
      return c.json(
        {
          model: model.name,
          engine,
          predictions,
          explanations,
          photo: describePhoto(received, picture),
          start,
          timings,
          memory,
          model_bytes: modelBytes(model, engine),
        },
        200,
      );
    });
  });
}
