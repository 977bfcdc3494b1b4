import type { Candidate } from '../../../../src/catalogue/advice/candidate.ts';

/** A candidate of no particular merit, except for the given facts. */
export function candidate(name: string, facts: Partial<Candidate> = {}): Candidate {
  return {
    name,
    title: name,
    architecture: name,
    top1: 75,
    anchor: null,
    warm_ms: 50,
    bytes: 20_000_000,
    memory_bytes: 50_000_000,
    interpretability: 0.4,
    heat_map: true,
    installed: true,
    fits_worker: true,
    ...{
      engine: null,
      latency: null,
      price: null,
      priced: null,
      published: null,
      own_accuracy: [],
      explainability: null,
    },
    ...{ add: null, distilled_from: null, variant_of: null },
    ...facts,
  };
}
