/** What was there before a request, and what it had to make. */
export interface StartFacts {
  readonly isolate: { readonly id: string; readonly age_ms: number; readonly requests_before: number };
  readonly runtime: 'reused' | 'created';
  readonly session: 'reused' | 'created';
  readonly tiered: number;
}

/** A start with its one word. */
export interface Start extends StartFacts {
  readonly kind: 'cold' | 'warm';
}

/** Cold means that isolate, runtime or session was new in this request: a fact, never a guess from a time. */
export function describeStart(facts: StartFacts): Start {
  const cold = facts.isolate.requests_before === 0 || facts.runtime === 'created' || facts.session === 'created';
  return { kind: cold ? 'cold' : 'warm', ...facts };
}
