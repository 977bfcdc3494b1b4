import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';

import { readLabels } from '../../inference/assets.ts';
import { modelBytes } from '../../inference/registry.ts';
import { durationsOf } from '../../latency/measures.ts';
import { serverTiming } from '../../latency/server-timing.ts';
import { describeStart } from '../../latency/start.ts';
import { Stopwatch } from '../../latency/stopwatch.ts';
import { timingsOf } from '../../latency/timings.ts';
import { rank } from '../../verdict/rank.ts';
import type { AppEnv } from '../app-env.ts';
import { requireEngine } from '../engine.ts';
import { requireFresh } from '../fresh.ts';
import { decodePicture, enterQueue, loadModel, receivePicture, requireModel, withJob } from '../job.ts';
import { problemDoc } from '../problem.ts';
import { record } from '../record.ts';
import { classifyQuerySchema, classifySchema } from '../schemas.ts';

const route = createRoute({
  method: 'post',
  path: '/v1/classify',
  summary: 'What is on a photograph',
  tags: ['inference'],
  request: { query: classifyQuerySchema },
  responses: {
    200: {
      description: 'The likeliest classes, and what they cost.',
      content: { 'application/json': { schema: classifySchema } },
    },
    400: problemDoc(
      'empty-body',
      'missing-field',
      'duplicate-field',
      'malformed-form',
      'upload-aborted',
      'invalid-parameter',
      'engine-not-available',
    ),
    403: problemDoc('fresh-not-allowed'),
    404: problemDoc('unknown-model'),
    408: problemDoc('upload-too-slow'),
    413: problemDoc('body-too-large', 'picture-too-large'),
    415: problemDoc('unsupported-media-type', 'unsupported-picture-format'),
    422: problemDoc('not-a-picture', 'truncated-picture', 'bad-dimensions'),
    503: problemDoc('busy', 'model-unavailable', 'model-too-large'),
  },
});

const binary = z.string().openapi({ format: 'binary' });

/** `POST /v1/classify`: a picture in, the likeliest classes and their price out. */
export function classifyRoute(app: OpenAPIHono<AppEnv>): void {
  // The body is read by the job, so it is only described here, not parsed by the route.
  app.openAPIRegistry.registerPath({
    ...route,
    request: {
      ...route.request,
      body: {
        required: true,
        content: {
          'multipart/form-data': { schema: z.object({ image: binary }) },
          'image/*': { schema: binary },
        },
      },
    },
  });
  app.openapi({ ...route, hide: true }, async (c) => {
    const { model: name, engine: engineName, top_k, fresh } = c.req.valid('query');
    const model = requireModel(name);
    const engine = requireEngine(c, model, engineName);
    if (fresh !== undefined) await requireFresh(c);
    return withJob(c, model, engine, async (job) => {
      const received = await receivePicture(c, job);
      const receive = c.get('arrival').total;

      const watch = new Stopwatch();
      await enterQueue(job, watch);
      await watch.time('rpc', () => job.ping());
      if (fresh !== undefined) await job.drop();
      const loaded = await loadModel(job, model, watch);
      const picture = await decodePicture(job, watch);
      await watch.time('preprocess', () => job.preprocess());
      const logits = await watch.time('infer', () => job.infer());
      const memory = await job.memory();
      const labels = await readLabels(c.env.ASSETS, model);

      const { header } = picture;
      const sideways = header.orientation > 4;
      const start = describeStart(loaded);
      const timings = timingsOf(watch, receive);
      c.header('Server-Timing', serverTiming(timings));
      record(c, {
        model: model.name,
        start: start.kind,
        engine,
        clock: timings.clock,
        durations: durationsOf(timings),
        picture: { format: header.format, bytes: received.bytes },
        wasm_heap_bytes: memory.wasm_heap_bytes,
        tiered: start.tiered,
      });
      return c.json(
        {
          model: model.name,
          engine,
          predictions: rank(logits, labels, top_k),
          photo: {
            format: header.format,
            bytes: received.bytes,
            converted_from: received.converted_from,
            width: sideways ? header.height : header.width,
            height: sideways ? header.width : header.height,
            orientation: header.orientation,
            decoded_width: picture.width,
            decoded_height: picture.height,
            complete: picture.complete,
            coverage: picture.coverage,
            colour: picture.colour,
          },
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
