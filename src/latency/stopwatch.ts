import type { Clock } from '../contract/timings.ts';
import { type Attributes, inSpan } from './tracing.ts';

/**
 * Times the steps of a request from outside, in the order they happen. Each step must be a call to another entrypoint:
 * in production a Worker's clock stands still while the Worker itself computes.
 */
export class Stopwatch {
  /** workerd rounds its clocks to whole ms. */
  readonly clock: Clock = { name: 'rpc', resolution_ms: 1 };
  /** How long each step took, in ms, in the order of their ends. */
  readonly phases = new Map<string, number>();
  readonly #now: () => number;
  readonly #start: number;
  #attributes: Attributes = {};

  /** @param now a clock in ms */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
    this.#start = now();
  }

  /** Adds what the span of each step says, of the one that is running, too. */
  describe(attributes: Attributes): void {
    this.#attributes = { ...this.#attributes, ...attributes };
  }

  /** Runs a step, as a span where the runtime traces, and keeps how long it took, also when it fails. */
  async time<Result>(phase: string, step: () => Promise<Result>): Promise<Result> {
    const begin = this.#now();
    try {
      return await inSpan(phase, () => this.#attributes, step);
    } finally {
      this.phases.set(phase, this.#now() - begin);
    }
  }

  /** How long a step took, in ms; null when it was not run. */
  phase(name: string): number | null {
    return this.phases.get(name) ?? null;
  }

  /** Time since the stopwatch was made, in ms. */
  get total(): number {
    return this.#now() - this.#start;
  }
}
