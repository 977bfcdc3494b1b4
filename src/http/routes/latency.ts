import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';

import { BOUNDS } from '../../latency/ledger/counter-table.ts';
import { retentionOf } from '../../latency/ledger/retention.ts';
import type { Slice } from '../../latency/ledger/sample-table.ts';
import { summarise } from '../../latency/ledger/summary.ts';
import type { Clock } from '../../latency/stopwatch.ts';
import type { AppEnv } from '../app-env.ts';
import { requireModel } from '../job.ts';
import { latencyQuerySchema, latencySchema } from '../latency-schemas.ts';
import { surveyLedgers } from '../ledgers.ts';
import { problemDoc, ProblemError } from '../problem.ts';

/** Times of different clocks do not mix, so an answer is about one. So far there is no other. */
const CLOCK: Clock = { name: 'rpc', resolution_ms: 1 };

const DAY_S = 86_400;

const route = createRoute({
  method: 'get',
  path: '/v1/latency',
  summary: 'How long requests took, cold and warm',
  description: 'Counts and quantiles of the same figures that each answer carries in `timings` and `Server-Timing`.',
  tags: ['latency'],
  request: { query: latencyQuerySchema },
  responses: {
    200: {
      description: 'One group for each phase, model, start and engine that has samples in the window.',
      content: { 'application/json': { schema: latencySchema } },
    },
    400: problemDoc('invalid-parameter'),
    404: problemDoc('unknown-model'),
    503: problemDoc('ledger-unavailable'),
  },
});

/** `GET /v1/latency`: quantiles over the samples of all locations. */
export function latencyRoute(app: OpenAPIHono<AppEnv>): void {
  app.openapi(route, async (c) => {
    const { model, phase: measures, start, window, slices } = c.req.valid('query');
    if (model !== undefined) requireModel(model);
    const window_s = windowOf(window, retentionOf(c.env).age / 1000);
    const to = Date.now();
    const from = to - window_s * 1000;
    const selection = { measures, model, start, clock: CLOCK.name, from, to, slices };
    const { answers, missing } = await surveyLedgers<Slice[]>(c, from, (ledger) => ledger.count(selection));
    return c.json(
      {
        clock: CLOCK,
        from: new Date(from).toISOString(),
        to: new Date(to).toISOString(),
        window_s,
        quantiles: 'nearest-rank' as const,
        bounds_ms: BOUNDS.map((bound) => (Number.isFinite(bound) ? bound : null)),
        groups: summarise([...answers.values()].flat()).map(({ series, ...group }) => ({
          ...group,
          ...(slices > 1 && {
            series: series.map(({ slice, ...figures }) => ({
              from: new Date(from + (slice * window_s * 1000) / slices).toISOString(),
              ...figures,
            })),
          }),
        })),
        locations: answers.size,
        complete: missing.length === 0,
        missing: [...missing],
      },
      200,
    );
  });
}

/** @throws ProblemError `invalid-parameter` when samples are not kept for so long */
function windowOf(wanted: number | undefined, kept: number): number {
  if (wanted === undefined) return Math.min(DAY_S, kept);
  if (wanted <= kept) return wanted;
  const expected = `at most ${kept} seconds, for which samples are kept`;
  throw new ProblemError('invalid-parameter', `window: ${expected}.`, { errors: [{ parameter: 'window', expected }] });
}
