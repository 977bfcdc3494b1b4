export interface QueueOptions {
  /** How many may wait for a slot. */
  readonly waiting: number;
  /** How long each may wait, in ms. */
  readonly patience: number;
  /** How long a slot may be used, in ms. */
  readonly lease: number;
  /** A clock in ms. */
  readonly now?: () => number;
  /** Ends when everything else that can go on has had its turn. Whoever waited for a slot waits for it before using the slot. */
  readonly turn?: () => Promise<void>;
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
  /** When its patience ends. */
  readonly end: number;
  readonly answer: (outcome: Slot | Refused) => void;
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
    this.#options = { now: Date.now, turn: () => Promise.resolve(), ...options };
  }

  /** How many wait. */
  get waiting(): number {
    return this.#queue.length;
  }

  /** Waits for a slot. */
  async enter(): Promise<Slot | Refused> {
    this.#next();
    if (this.#queue.length === 0 && this.#isFree()) return this.#begin();
    if (this.#queue.length >= this.#options.waiting) return 'full';
    return this.#wait();
  }

  async #wait(): Promise<Slot | Refused> {
    const { patience, now, turn } = this.#options;
    const { promise, resolve } = Promise.withResolvers<Slot | Refused>();
    const end = now() + patience;
    const waiter: Waiter = { end, answer: resolve };
    this.#queue.push(waiter);
    let timer: ReturnType<typeof setTimeout> | undefined;
    const watch = (): void => {
      const wake = Math.min(end, this.#current?.deadline ?? end);
      timer = setTimeout(
        () => {
          this.#next();
          if (this.#queue.includes(waiter)) watch();
        },
        Math.max(1, wake - now()),
      );
    };
    watch();
    try {
      const outcome = await promise;
      if (typeof outcome !== 'string') await turn();
      return outcome;
    } finally {
      if (timer !== undefined) clearTimeout(timer);
    }
  }

  #isFree(): boolean {
    return this.#current === undefined || this.#current.deadline <= this.#options.now();
  }

  /**
   * Refuses those whose patience has ended, and gives the slot to the first of the others, if it is free. The clock decides
   * and not a timer: on a processor that is busy with other things timers are late.
   */
  #next(): void {
    const now = this.#options.now();
    while (this.#queue[0] !== undefined && this.#queue[0].end <= now) this.#queue.shift()?.answer('too_long');
    if (this.#isFree()) this.#queue.shift()?.answer(this.#begin());
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
