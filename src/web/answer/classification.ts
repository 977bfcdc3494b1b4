import type { z } from 'zod';

import type { comparisonSchema } from '../../contract/comparison.ts';
import type { classificationSchema } from '../../contract/classification.ts';

/** The answer of `POST /v1/classify`. */
export type Classification = z.infer<typeof classificationSchema>;

/** The answer of `POST /v1/compare`. */
export type Comparison = z.infer<typeof comparisonSchema>;

export type Prediction = Classification['predictions'][number];

export type Explanation = NonNullable<Classification['explanations']>[number];

export type Start = Classification['start'];

export type Memory = Classification['memory'];

/** Whether several models have answered. */
export function isComparison(answer: Classification | Comparison): answer is Comparison {
  return 'models' in answer;
}
