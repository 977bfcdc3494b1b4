import type { Start, StartFacts } from '../contract/timings.ts';

/** Cold means that isolate, runtime or session was new in this request: a fact, never a guess from a time. */
export function describeStart(facts: StartFacts): Start {
  const cold = facts.isolate.requests_before === 0 || facts.runtime === 'created' || facts.session === 'created';
  return { kind: cold ? 'cold' : 'warm', ...facts };
}
