import type { z } from '@hono/zod-openapi';

import type { candidateSchema } from '../../contract/recommendation.ts';
import type { Catalogue } from '../../catalogue/catalogue.ts';
import type { ModelOption } from '../../catalogue/advice/options.ts';

/**
 * What an answer says of a model that could be chosen.
 * @param sources of published accuracies, by key
 */
export function describeOption(
  { latency, published, own_accuracy, explainability, ...option }: ModelOption,
  sources: Catalogue['sources'],
): z.infer<typeof candidateSchema> {
  return {
    ...option,
    evidence: {
      accuracy: published && { of: published.of, size: published.size, source: sources[published.source] ?? null },
      own_accuracy: own_accuracy.map(({ pictures, count, top1, top5, command }) => ({
        ...{ pictures, count, top1, top5, command },
      })),
      latency,
      interpretability: explainability && {
        pictures: explainability.pictures,
        count: explainability.count,
        date: explainability.date,
        command: explainability.command,
      },
    },
  };
}
