export interface QueueOptions {
  /** How many may wait for a slot. */
  readonly waiting: number;
  /** How long each may wait, in ms. */
  readonly patience: number;
  /** How long a slot may be used, in ms. */
  readonly lease: number;
  /** A clock in ms. */
  readonly now?: () => number;
}

/** Why somebody gets no slot. */
export type Refused = 'full' | 'too_long';

/** The right to compute; others wait until it is released. */
export interface Slot {
  /** false once its lease was over and somebody else who waited has taken it. */
  readonly valid: boolean;
  release(): void;
}

interface Waiter {
  readonly admit: (slot: Slot) => void;
}

/**
 * Lets one compute at a time, in the order of arrival, and only so many wait: an isolate has one thread, so two pictures at
 * once would take twice the memory and no less time.
 *
 * A release ends a slot. Cloudflare may end a request before it can release its slot, so the first who waits takes the slot
 * once its lease is over. A timer of the one who waits does that, because timers of an ended request do not fire.
 */
export class WorkQueue {
  readonly #options: Required<QueueOptions>;
  readonly #queue: Waiter[] = [];
  #current: { readonly deadline: number } | undefined;

  constructor(options: QueueOptions) {
    this.#options = { now: Date.now, ...options };
  }

  /** How many wait. */
  get waiting(): number {
    return this.#queue.length;
  }

  /** Waits for a slot. */
  async enter(): Promise<Slot | Refused> {
    if (this.#queue.length === 0 && this.#isFree()) return this.#begin();
    if (this.#queue.length >= this.#options.waiting) return 'full';
    return this.#wait();
  }

  async #wait(): Promise<Slot | Refused> {
    const { patience, now } = this.#options;
    const { promise, resolve } = Promise.withResolvers<Slot | Refused>();
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

  /** Gives the slot to the first who waits, if it is free. */
  #next(): void {
    if (this.#isFree()) this.#queue.shift()?.admit(this.#begin());
  }

  #begin(): Slot {
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
