/** Why a request was sent. */
export type Role = 'cold' | 'warmup' | 'warm' | 'sweep';

/** What the server said about its own start (`start` of the answer). */
export interface ServerStart {
  readonly kind: 'cold' | 'warm';
  readonly runtime: string;
  readonly session: string;
  /** Runs of this model in this isolate before. */
  readonly tiered: number;
  readonly requests_before: number;
}

/** One request and its figures; times in ms. Samples go into the JSON as they are. */
export interface Sample {
  /** `A` or, of a comparison, `B`. */
  readonly target: 'A' | 'B';
  readonly model: string;
  readonly picture: string;
  readonly role: Role;
  /** Which process answered, counted from 0 for each model; always 0 for a URL. */
  readonly run: number;
  /** Of a comparison: which requests were sent one after the other to A and B; null elsewhere. */
  readonly pair: number | null;
  /** Of a sweep or an open loop: requests due each second. */
  readonly rate: number | null;
  /** When it was sent, or was due in an open loop, since the run began. */
  readonly at_ms: number;
  /** How much later than due it was sent; contained in `client_ms`. Null in a closed loop. */
  readonly late_ms: number | null;
  /**
   * From sending (closed loop) or from the due moment (open loop) until the whole answer was read. Of a request that was
   * never answered, how long it was waited for: its latency is at least that.
   */
  readonly client_ms: number;
  /** Null when no answer came. */
  readonly status: number | null;
  /** Null unless something was wrong. */
  readonly error: string | null;
  readonly start: ServerStart | null;
  /** The server's phases in the order they happen, from its `timings`; what it did not run is left out. */
  readonly phases: Readonly<Record<string, number>>;
  /** Bytes of the answer's body. */
  readonly bytes: number;
}

/** The outcome of a sample: figures are of `as expected` ones; all others are counted apart. */
export type Outcome = 'as expected' | 'met cold' | 'met warm' | 'failed' | 'unanswered';

/** Tells whether a sample is what its role says. */
export function outcomeOf({ status, error, start, role }: Sample): Outcome {
  if (status === null) return 'unanswered';
  if (error !== null || start === null) return 'failed';
  if (role === 'cold') return start.kind === 'cold' ? 'as expected' : 'met warm';
  return start.kind === 'warm' ? 'as expected' : 'met cold';
}
