import type { Start, StartFacts } from '../contract/timings.ts';

/** Cold means that isolate, runtime or session was new in this request: a fact, never a guess from a time. */
export function describeStart(facts: StartFacts): Start {
  const cold = facts.isolate.requests_before === 0 || facts.runtime === 'created' || facts.session === 'created';
  return { kind: cold ? 'cold' : 'warm', ...facts };
}

/** The history of this isolate. It is module state, so a new isolate starts without one. */
const state = { id: '', bornAt: 0, requests: 0 };

/** Counts a request. The first one draws the id and reads the clock, because the global scope of a Worker may do neither. */
export function enterIsolate(): StartFacts['isolate'] {
  if (state.id === '') {
    state.id = crypto.randomUUID();
    state.bornAt = Date.now();
  }
  return { id: state.id, age_ms: Date.now() - state.bornAt, requests_before: state.requests++ };
}

/** The data centre of a request as its IATA code, such as `FRA`; `local` where there is none. */
export function locationOf(cf: unknown): string {
  const colo = typeof cf === 'object' && cf !== null && 'colo' in cf ? cf.colo : undefined;
  return typeof colo === 'string' && /^[A-Z]{3}$/.test(colo) ? colo : 'local';
}
