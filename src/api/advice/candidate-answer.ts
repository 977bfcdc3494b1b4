import type { z } from '@hono/zod-openapi';

import type { candidateSchema } from '../../contract/recommendation.ts';
import type { Candidate } from '../../catalogue/advice/candidate.ts';

/** What an answer says about a candidate. */
export function describeCandidate({
  latency,
  priced,
  published,
  own_accuracy,
  explainability,
  ...candidate
}: Candidate): z.infer<typeof candidateSchema> {
  return {
    ...candidate,
    evidence: {
      accuracy: published && {
        of: published.of,
        top1: published.top1,
        same_weights: published.of === candidate.name,
        size: published.size,
        source: published.source,
      },
      own_accuracy: own_accuracy.map(({ pictures, count, top1, top5, command }) => ({
        ...{ pictures, count, top1, top5, command },
      })),
      latency,
      price: priced,
      interpretability: explainability && {
        pictures: explainability.pictures,
        count: explainability.count,
        date: explainability.date,
        command: explainability.command,
      },
    },
  };
}
