export interface TurnsOptions {
  /** How many may wait for their turn. */
  readonly waiting: number;
  /** How long each may wait, in ms. */
  readonly patience: number;
  /** How long a turn may last, in ms. */
  readonly lease: number;
  /** A clock in ms. */
  readonly now?: () => number;
}

/** Why somebody does not get a turn. */
export type Refused = 'full' | 'too_long';

/** The right to work; others wait until it is given back. */
export interface Turn {
  /** Whether it still is one: it ends when its lease is over and somebody else waits. */
  readonly valid: boolean;
  release(): void;
}

interface Waiter {
  readonly admit: (turn: Turn) => void;
}

/**
 * Lets one work at a time, in the order of arrival, and only so many wait: an isolate has one thread, so two pictures at
 * once would take twice the memory and no less time.
 *
 * A turn ends by its release. Its request may be ended from outside without a chance to release it, so the first who
 * waits takes it over when its lease is past. That is done by a timer of the one who waits, because those of a request
 * that has ended do not fire.
 */
export class Turns {
  readonly #options: Required<TurnsOptions>;
  readonly #queue: Waiter[] = [];
  #current: { readonly deadline: number } | undefined;

  constructor(options: TurnsOptions) {
    this.#options = { now: Date.now, ...options };
  }

  /** How many wait. */
  get waiting(): number {
    return this.#queue.length;
  }

  /** Waits for a turn. */
  async enter(): Promise<Turn | Refused> {
    if (this.#queue.length === 0 && this.#isFree()) return this.#begin();
    if (this.#queue.length >= this.#options.waiting) return 'full';
    return this.#wait();
  }

  async #wait(): Promise<Turn | Refused> {
    const { patience, now } = this.#options;
    const { promise, resolve } = Promise.withResolvers<Turn | Refused>();
    const waiter: Waiter = { admit: resolve };
    this.#queue.push(waiter);
    const end = now() + patience;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const watch = (): void => {
      const wake = Math.min(end, this.#current?.deadline ?? end);
      timer = setTimeout(
        () => {
          this.#next();
          if (!this.#queue.includes(waiter)) return;
          if (now() < end) {
            watch();
            return;
          }
          this.#queue.splice(this.#queue.indexOf(waiter), 1);
          resolve('too_long');
        },
        Math.max(1, wake - now()),
      );
    };
    watch();
    try {
      return await promise;
    } finally {
      if (timer !== undefined) clearTimeout(timer);
    }
  }

  #isFree(): boolean {
    return this.#current === undefined || this.#current.deadline <= this.#options.now();
  }

  /** Gives the turn to the first who waits, if it is free. */
  #next(): void {
    if (this.#isFree()) this.#queue.shift()?.admit(this.#begin());
  }

  #begin(): Turn {
    const entry = { deadline: this.#options.now() + this.#options.lease };
    this.#current = entry;
    const isValid = (): boolean => this.#current === entry;
    const release = (): void => {
      if (!isValid()) return;
      this.#current = undefined;
      this.#next();
    };
    return {
      get valid() {
        return isValid();
      },
      release,
    };
  }
}
