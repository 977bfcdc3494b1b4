import { z } from '@hono/zod-openapi';
import type { OpenAPIHono } from '@hono/zod-openapi';
import type { ContentfulStatusCode } from 'hono/utils/http-status';

import { listModels } from '../../inference/registry.ts';
import { MEASURES } from '../../latency/measures.ts';
import { type Asked, WINDOWS } from '../../web/latency/filter.tsx';
import { LatencyPage } from '../../web/latency/page.tsx';
import type { AppEnv } from '../app-env.ts';
import { answerLatency, keptSeconds } from '../latency-answer.ts';
import { windowSchema } from '../latency-schemas.ts';
import { pageLanguage, sayOn } from '../page-language.ts';
import { PROBLEMS } from '../problem-kinds.ts';
import { ProblemError } from '../problem.ts';

/** The page cuts the window into as many parts: an hour each of a day. */
const SLICES = 24;

const querySchema = z.object({
  window: windowSchema.optional(),
  model: z
    .string()
    .refine(isModel, {
      error: () =>
        `one of ${listModels()
          .map(({ name }) => name)
          .join(', ')}`,
    })
    .optional(),
  phase: z.enum(MEASURES, `one of ${MEASURES.join(', ')}`).default('total'),
});

/** `GET /latency`: the figures of `GET /v1/latency` as a page. */
export function dashboardRoute(app: OpenAPIHono<AppEnv>): void {
  app.get('/latency', pageLanguage, async (c) => {
    const query = c.req.query();
    // A form sends what is left open, too.
    const given = Object.fromEntries(
      Object.keys(querySchema.shape).flatMap((name) => (query[name] ? [[name, query[name]]] : [])),
    ) as Asked;
    const parsed = querySchema.safeParse(given);
    const kept = keptSeconds(c.env);
    const windows = WINDOWS.filter((name) => windowSchema.parse(name) <= kept);
    const say = sayOn(c);
    const page = {
      say,
      asked: {
        phase: 'total',
        ...(windows.includes('24h') && { window: '24h' }),
        // What is wrong is not repeated.
        ...(parsed.success && given),
      },
      windows,
      models: listModels().map(({ name, title }) => ({ name, title })),
      slices: SLICES,
    };
    if (!parsed.success) {
      const detail = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}.`).join(' ');
      return c.html(<LatencyPage {...page} phase="total" answer={{ fault: 'asked', detail }} />, 400);
    }
    const { phase, window, model } = parsed.data;
    try {
      // All phases in one look, so that all figures of the page are of the same requests.
      const answer = await answerLatency(c, { window, model, phase: [...MEASURES], start: undefined, slices: SLICES });
      return await c.html(<LatencyPage {...page} phase={phase} answer={answer} />);
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      const fault =
        error.problem === 'ledger-unavailable'
          ? ({ fault: 'unavailable' } as const)
          : ({ fault: 'asked', detail: error.message } as const);
      for (const [name, value] of Object.entries(error.headers)) c.header(name, value);
      const status = PROBLEMS[error.problem].status as ContentfulStatusCode;
      return c.html(<LatencyPage {...page} phase={phase} answer={fault} />, status);
    }
  });
}

function isModel(name: string): boolean {
  return listModels().some((model) => model.name === name);
}
