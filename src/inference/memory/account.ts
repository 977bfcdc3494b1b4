/** What a buffer is for. */
export type Purpose = 'upload' | 'model' | 'decode' | 'tensor';

/** What an isolate's memory is spent on, in bytes. */
export interface AccountReport {
  readonly limit_bytes: number;
  readonly reserve_bytes: number;
  /** Linear memory of the engines. */
  readonly wasm_heap_bytes: number;
  /** Linear memory of the decoders that are kept for the next picture. */
  readonly decoder_heap_bytes: number;
  /** Classifier weights that are kept for the next heat map. */
  readonly head_bytes: number;
  /** Large buffers that are held now, what a decode takes beside the decoders that are kept among them. */
  readonly buffers: Readonly<Record<Purpose, number>>;
  /** All of these together. */
  readonly used_bytes: number;
  /** The most that was used in the life of the isolate. */
  readonly peak_bytes: number;
}

export interface AccountOptions {
  /** What the isolate may take in all. */
  readonly limit: number;
  /** What of that is kept for everything that is not counted here. */
  readonly reserve: number;
  /** What the engines take at this moment. */
  readonly heap: () => number;
  /** What the kept decoders take at this moment. */
  readonly decoders: () => number;
  /** What the kept classifier weights take at this moment. */
  readonly heads: () => number;
  /** A clock in ms. */
  readonly now?: () => number;
}

/** A part of the memory that somebody holds. */
export interface Hold {
  readonly bytes: number;
  /**
   * Makes it larger or smaller.
   * @returns whether there was room; when not, it keeps its size
   */
  resize(bytes: number): boolean;
  release(): void;
}

/**
 * The one account of an isolate's memory, in bytes. workerd enforces no limit on a laptop, and Cloudflare ends an
 * isolate that passes it, with all requests in it; so whoever takes a large buffer asks here first.
 *
 * A hold ends by its release. A request can be ended from outside in the middle of its work, without a chance to release
 * anything, so that each hold also has a deadline after which it no longer counts.
 */
export class Account {
  readonly #limit: number;
  readonly #reserve: number;
  readonly #heap: () => number;
  readonly #decoders: () => number;
  readonly #heads: () => number;
  readonly #now: () => number;
  /** Up to where the engines may grow, as long as somebody loads a model. */
  readonly #targets = new Set<{ readonly heap: number; readonly deadline: number }>();
  readonly #holds = new Set<{ purpose: Purpose; bytes: number; readonly deadline: number }>();
  #peak = 0;

  constructor({ limit, reserve, heap, decoders, heads, now = Date.now }: AccountOptions) {
    this.#limit = limit;
    this.#reserve = reserve;
    this.#heap = heap;
    this.#decoders = decoders;
    this.#heads = heads;
    this.#now = now;
  }

  /** What buffers may take beside the engines when nobody else holds any and nothing is kept. */
  get ceiling(): number {
    return Math.max(0, this.#limit - this.#reserve - this.#heap());
  }

  /** What can be taken now. */
  get available(): number {
    return Math.max(0, this.ceiling - this.#decoders() - this.#heads() - this.#sum() - this.#growth());
  }

  /** What is held for a purpose. */
  held(purpose: Purpose): number {
    return this.#sum(purpose);
  }

  /**
   * Takes a part of the memory.
   * @param lease ms after which it is free again, whatever became of the holder
   * @returns undefined when there is no room for it now
   */
  hold(purpose: Purpose, bytes: number, lease: number): Hold | undefined {
    const entry = { purpose, bytes: 0, deadline: this.#now() + lease };
    const resize = (wanted: number): boolean => {
      if (wanted - entry.bytes > this.available) return false;
      entry.bytes = wanted;
      this.note();
      return true;
    };
    this.#holds.add(entry);
    const release = (): void => {
      this.#holds.delete(entry);
    };
    if (!resize(bytes)) {
      release();
      return undefined;
    }
    return {
      get bytes() {
        return entry.bytes;
      },
      resize,
      release,
    };
  }

  /**
   * Keeps room for the engines to grow, which they do without asking. What they have grown by counts as theirs.
   * @param lease ms after which it is free again, whatever became of who asked
   * @returns what ends it; undefined when there is no room for it now
   */
  expectGrowth(bytes: number, lease: number): (() => void) | undefined {
    if (bytes > this.available) return undefined;
    const target = { heap: this.#heap() + bytes, deadline: this.#now() + lease };
    this.#targets.add(target);
    return () => this.#targets.delete(target);
  }

  /** Looks at the engines' heaps. */
  note(): void {
    this.#peak = Math.max(this.#peak, this.#heap() + this.#decoders() + this.#heads() + this.#sum());
  }

  report(): AccountReport {
    this.note();
    const wasm_heap_bytes = this.#heap();
    const decoder_heap_bytes = this.#decoders();
    const head_bytes = this.#heads();
    return {
      limit_bytes: this.#limit,
      reserve_bytes: this.#reserve,
      wasm_heap_bytes,
      decoder_heap_bytes,
      head_bytes,
      buffers: {
        upload: this.held('upload'),
        model: this.held('model'),
        decode: this.held('decode'),
        tensor: this.held('tensor'),
      },
      used_bytes: wasm_heap_bytes + decoder_heap_bytes + head_bytes + this.#sum(),
      peak_bytes: this.#peak,
    };
  }

  /** What is still to be expected. */
  #growth(): number {
    let target = 0;
    const now = this.#now();
    for (const entry of this.#targets) {
      if (entry.deadline <= now) this.#targets.delete(entry);
      else target = Math.max(target, entry.heap);
    }
    return Math.max(0, target - this.#heap());
  }

  #sum(purpose?: Purpose): number {
    let sum = 0;
    const now = this.#now();
    for (const entry of this.#holds) {
      if (entry.deadline <= now) this.#holds.delete(entry);
      else if (purpose === undefined || entry.purpose === purpose) sum += entry.bytes;
    }
    return sum;
  }
}
