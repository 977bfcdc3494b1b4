/** What this isolate has been through. Module state: a new isolate starts with a new one. */
const state = { id: '', bornAt: 0, requests: 0 };

/** An isolate as one of its requests finds it. */
export interface IsolateFacts {
  /** Random, made at the first request; tells isolates apart. */
  readonly id: string;
  /** Time since its first request, in ms. */
  readonly age_ms: number;
  /** Requests for an inference that it has taken before this one. */
  readonly requests_before: number;
}

/** Counts a request in. The global scope of a Worker may neither draw random numbers nor read a clock, so this does. */
export function enterIsolate(): IsolateFacts {
  if (state.id === '') {
    state.id = crypto.randomUUID();
    state.bornAt = Date.now();
  }
  return { id: state.id, age_ms: Date.now() - state.bornAt, requests_before: state.requests++ };
}
