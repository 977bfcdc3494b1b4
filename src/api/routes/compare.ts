import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';

import { Stopwatch } from '../../latency/stopwatch.ts';
import { agreementOf } from '../../verdict/agreement.ts';
import { ensemble } from '../../verdict/ensemble.ts';
import { ensembleCost } from '../../verdict/ensemble-cost.ts';
import { rank } from '../../verdict/rank.ts';
import type { AppEnv } from '../app-env.ts';
import { requireBallot } from '../pipeline/ballot.ts';
import { compareQuerySchema, compareSchema } from '../../contract/comparison.ts';
import { requireExplain } from '../pipeline/explain.ts';
import { drawMaps, enterQueue, receivePicture, withJob } from '../pipeline/job.ts';
import { askInTurn, describePart, panelTiming, recordPart } from '../pipeline/panel.ts';
import { describePhoto } from '../pipeline/photo-answer.ts';
import { describePictureRoute, pictureProblems } from '../pipeline/picture-route.ts';
import { pngResponse, pngSchema } from '../pipeline/png-response.ts';

const route = createRoute({
  method: 'post',
  path: '/v1/compare',
  summary: 'One picture, several models, and their ensemble',
  description:
    'Shows a picture to models in turn, so that only one of them has to have room, and decodes it once for all of them.',
  tags: ['inference'],
  request: { query: compareQuerySchema },
  responses: {
    200: {
      description: "Each model's answer with its price, the weighted mean of all, and how far they agree.",
      content: { 'application/json': { schema: compareSchema }, 'image/png': { schema: pngSchema } },
    },
    ...pictureProblems('incompatible-models'),
  },
});

/** `POST /v1/compare`: a picture in, the answers of several models and of all together out. */
export function compareRoute(app: OpenAPIHono<AppEnv>): void {
  describePictureRoute(app, route);
  app.openapi({ ...route, hide: true }, async (c) => {
    const { top_k: topK, ...query } = c.req.valid('query');
    const candidates = requireBallot(c, query);
    const explain = requireExplain(
      c,
      query,
      candidates.map(({ model }) => model),
    );
    return withJob(c, candidates, async (job) => {
      const received = await receivePicture(c, job);
      const receive = c.get('arrival').total;

      const watch = new Stopwatch();
      await enterQueue(job, watch);
      await watch.time('rpc', () => job.ping());
      const { picture, parts } = await askInTurn(c, job, candidates, watch, { topK, explain });
      const png = explain?.drawn === true ? await drawMaps(job, watch) : undefined;
      const memory = await job.memory();
      for (const part of parts) {
        recordPart(c, part, { format: picture.header.format, bytes: received.bytes }, memory.wasm_heap_bytes);
      }
      c.header('Server-Timing', panelTiming(parts, watch, receive));
      if (png !== undefined) return pngResponse(c, png);

      const models = parts.map(describePart);
      const [labels = []] = parts.map(({ answer }) => answer.labels);
      const together = ensemble(
        parts.map(({ candidate, answer }) => ({ scores: answer.scores, weight: candidate.weight })),
      );
      const predictions = rank(together, labels, topK);
      return c.json(
        {
          models,
          ensemble: { predictions },
          agreement: agreementOf(parts.map(({ answer }) => rank(answer.scores, labels, 5).map(({ index }) => index))),
          price: ensembleCost(models, predictions),
          photo: describePhoto(received, picture),
          timings: {
            clock: watch.clock,
            receive_ms: receive,
            queue_ms: watch.phase('queue') ?? 0,
            rpc_ms: watch.phase('rpc') ?? 0,
            decode_ms: watch.phase('decode') ?? 0,
            total_ms: watch.total,
          },
          memory,
        },
        200,
      );
    });
  });
}
