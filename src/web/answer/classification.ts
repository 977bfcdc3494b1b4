import type { z } from 'zod';

import type { classifySchema } from '../../http/schemas.ts';

/** The answer of `POST /v1/classify`. */
export type Classification = z.infer<typeof classifySchema>;

export type Prediction = Classification['predictions'][number];

export type Start = Classification['start'];

export type Memory = Classification['memory'];
