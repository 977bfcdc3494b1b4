import { type AdviceParameter, USE_CASE_NAMES } from '../names.ts';
import { choiceOf, decimalOf, flagOf } from './kinds.ts';
import { optional, type Parameter } from './parameter.ts';

const positive = (description: string): Parameter<number | undefined> =>
  optional(
    decimalOf('a number above 0', (value) => value > 0, {
      ...{ exclusiveMinimum: 0, exclusiveMaximum: 1e15, description },
    }),
  );

/** Query of `GET /v1/recommend`. */
export const recommendQuery = {
  use_case: optional(
    choiceOf(USE_CASE_NAMES, USE_CASE_NAMES.join(', '), {
      description: 'The task; without one all four axes count the same.',
      example: 'agriculture',
    }),
  ),
  max_latency_ms: positive('Of a warm inference, in ms, on the machine that the answer names.'),
  max_model_mb: positive('Of graph and weights, in MB (1,000,000 bytes).'),
  max_memory_mb: positive('Of the engine with the model, in MB (1,000,000 bytes).'),
  // Somebody who writes 0.75 means 75, and would otherwise get every model.
  min_top1: optional(
    decimalOf('a number of percent from 1 to 100', (value) => value >= 1 && value <= 100, {
      ...{ minimum: 1, maximum: 100, example: 75 },
      description: "Percent of ImageNet-1k's validation set; of each model its `top1`.",
    }),
  ),
  heat_map: optional(flagOf('`true`: only models with heat maps.')),
  installed: optional(flagOf('`true`: only models that answer in this deployment.')),
  fits_worker: optional(flagOf('`true`: only models that an isolate of a Worker has room for.')),
} satisfies Record<AdviceParameter, Parameter<unknown>>;
