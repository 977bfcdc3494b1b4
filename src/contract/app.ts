import type { Hono } from 'hono';
import type { BlankEnv } from 'hono/types';

import type { Batch } from './batch.ts';
import type { Classification } from './classification.ts';
import type { Comparison } from './comparison.ts';
import type { LatencyAnswer } from './latency.ts';
import type { ModelDetail, ModelList } from './model.ts';
import type { Measure } from './names.ts';
import type { Calibration, Health, Ready } from './operations.ts';
import type { Problem } from './problem.ts';
import type { PROBLEMS } from './problems.ts';
import type { calibrateQuery } from './query/calibrate.ts';
import type { classifyQuery, drawnClassifyQuery } from './query/classify.ts';
import type { compareQuery, drawnCompareQuery } from './query/compare.ts';
import type { latencyQuery } from './query/latency.ts';
import type { modelListQuery, modelQuery } from './query/models.ts';
import type { Parameter } from './query/parameter.ts';
import type { Query } from './query/query.ts';
import type { recommendQuery } from './query/recommend.ts';
import type { RecommendationAnswer } from './recommendation.ts';

/** A value as a query has it. */
type Written<Value> = Value extends readonly (infer Item)[]
  ? Written<Item> | Written<Item>[]
  : Value extends number | boolean
    ? `${Value}`
    : Value;

/** Parameters that have to be sent: `models` of a comparison and `runs` of a calibration have no value to fall back on. */
export type Needed = 'models' | 'runs';

type ValueOf<Taken extends Query, Name extends keyof Taken> =
  Taken[Name] extends Parameter<infer Value> ? Written<NonNullable<Value>> : never;

/** What a client sends as the parameters of a query. What has a default may be left out. */
type Sent<Taken extends Query> = {
  [Name in Exclude<keyof Taken, Needed>]?: ValueOf<Taken, Name>;
} & { [Name in Extract<keyof Taken, Needed>]: ValueOf<Taken, Name> };

/** The statuses of problems. */
type ProblemStatus = (typeof PROBLEMS)[keyof typeof PROBLEMS]['status'];

/** An answer in JSON, or a problem. */
type Json<Input, Output> =
  | { input: Input; output: Output; outputFormat: 'json'; status: 200 }
  | { input: Input; output: Problem; outputFormat: 'json'; status: ProblemStatus };

/** An answer in bytes or in text of another kind, or a problem. */
type Raw<Input> =
  | { input: Input; output: unknown; outputFormat: 'body'; status: 200 }
  | { input: Input; output: Problem; outputFormat: 'json'; status: ProblemStatus };

/** Of latencies: a window is written as `24h`, and `all` stands for all phases. */
type SentOfLatency = Omit<Sent<typeof latencyQuery>, 'phase' | 'window'> & {
  phase?: 'all' | Measure | Measure[];
  window?: string;
};

interface Picture {
  image: Blob;
}
interface Pictures {
  image: Blob | Blob[];
}

interface Routes {
  '/v1/classify': { $post: Json<{ query?: Sent<typeof classifyQuery>; form: Picture }, Classification> };
  '/v1/classify/batch': { $post: Json<{ query?: Sent<typeof classifyQuery>; form: Pictures }, Batch> };
  '/v1/classify/heat-map': { $post: Raw<{ query?: Sent<typeof drawnClassifyQuery>; form: Picture }> };
  '/v1/compare': { $post: Json<{ query: Sent<typeof compareQuery>; form: Picture }, Comparison> };
  '/v1/compare/heat-map': { $post: Raw<{ query: Sent<typeof drawnCompareQuery>; form: Picture }> };
  '/v1/models': { $get: Json<{ query?: Sent<typeof modelListQuery> }, ModelList> };
  '/v1/models/:name': { $get: Json<{ param: { name: string }; query?: Sent<typeof modelQuery> }, ModelDetail> };
  '/v1/recommend': { $get: Json<{ query?: Sent<typeof recommendQuery> }, RecommendationAnswer> };
  '/v1/latency': { $get: Json<{ query?: SentOfLatency }, LatencyAnswer> };
  '/v1/calibrate': { $post: Json<{ query: Sent<typeof calibrateQuery> }, Calibration> };
  '/metrics': { $get: Raw<object> };
  '/healthz': { $get: Json<object, Health> };
  '/readyz': { $get: Json<object, Ready> };
}

/** The routes of the API with what they take and answer, in the form in which hono keeps those of an app. */
export type ApiSchema = { [Path in keyof Routes]: Routes[Path] };

/**
 * The type of the app for hono's client: `hc<App>('https://edgelens.example.workers.dev')`.
 *
 * It is written down, because that of the app itself has no routes: functions add them, some of which are loaded when they are
 * first asked for. What is sent and answered is of the contract, as in `/openapi.json`, and a test compares the two.
 */
export type App = Hono<BlankEnv, ApiSchema>;
