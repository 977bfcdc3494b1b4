import type { StartFacts } from '../contract/timings.ts';

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
