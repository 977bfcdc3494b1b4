import type { Memory } from '../../contract/memory.ts';
import type { BufferPurpose } from '../../contract/names.ts';

export interface BudgetOptions {
  /** What the isolate has in all. */
  readonly limit: number;
  /** Kept free for everything that is not counted here. */
  readonly reserve: number;
  /** Linear memory of the engines now. */
  readonly heap: () => number;
  /** Linear memory of the cached decoders now. */
  readonly decoders: () => number;
  /** Cached classifier weights now. */
  readonly heads: () => number;
  /** A clock in ms. */
  readonly now?: () => number;
}

/** A part of the memory that belongs to one buffer. */
export interface Reservation {
  readonly bytes: number;
  /**
   * Makes it larger or smaller.
   * @returns whether there was room; without room it keeps its size
   */
  resize(bytes: number): boolean;
  release(): void;
}

/**
 * Counts the memory of an isolate, in bytes. workerd enforces no limit on a laptop, and Cloudflare ends an isolate that
 * passes it, with all requests in it; so whoever allocates a large buffer reserves it here first.
 *
 * A release ends a reservation. Cloudflare may end a request in the middle of its work, before it can release anything, so
 * each reservation also has a deadline after which it no longer counts.
 */
export class MemoryBudget {
  readonly #limit: number;
  readonly #reserve: number;
  readonly #heap: () => number;
  readonly #decoders: () => number;
  readonly #heads: () => number;
  readonly #now: () => number;
  /** Heap sizes that the engines may grow to while models are loaded. */
  readonly #targets = new Set<{ readonly heap: number; readonly deadline: number }>();
  readonly #reservations = new Set<{ purpose: BufferPurpose; bytes: number; readonly deadline: number }>();
  #peak = 0;

  constructor({ limit, reserve, heap, decoders, heads, now = Date.now }: BudgetOptions) {
    this.#limit = limit;
    this.#reserve = reserve;
    this.#heap = heap;
    this.#decoders = decoders;
    this.#heads = heads;
    this.#now = now;
  }

  /** What can be reserved now. */
  get available(): number {
    const used = this.#heap() + this.#decoders() + this.#heads() + this.#sum() + this.#growth();
    return Math.max(0, this.#limit - this.#reserve - used);
  }

  /** What is reserved for a purpose. */
  reserved(purpose: BufferPurpose): number {
    return this.#sum(purpose);
  }

  /**
   * Reserves memory for a buffer.
   * @param lease ms after which the reservation no longer counts
   * @returns undefined when there is no room for it now
   */
  reserve(purpose: BufferPurpose, bytes: number, lease: number): Reservation | undefined {
    const entry = { purpose, bytes: 0, deadline: this.#now() + lease };
    const resize = (wanted: number): boolean => {
      if (wanted - entry.bytes > this.available) return false;
      entry.bytes = wanted;
      this.updatePeak();
      return true;
    };
    this.#reservations.add(entry);
    const release = (): void => {
      this.#reservations.delete(entry);
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
   * Reserves room for the heap of an engine, which grows without asking. What it has grown by no longer counts here.
   * @param lease ms after which the reservation no longer counts
   * @returns a function that ends it; undefined when there is no room for it now
   */
  reserveGrowth(bytes: number, lease: number): (() => void) | undefined {
    if (bytes > this.available) return undefined;
    const target = { heap: this.#heap() + bytes, deadline: this.#now() + lease };
    this.#targets.add(target);
    return () => this.#targets.delete(target);
  }

  /** Updates the peak: heaps grow without telling. */
  updatePeak(): void {
    this.#peak = Math.max(this.#peak, this.#heap() + this.#decoders() + this.#heads() + this.#sum());
  }

  report(): Memory {
    this.updatePeak();
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
        upload: this.reserved('upload'),
        model: this.reserved('model'),
        decode: this.reserved('decode'),
        tensor: this.reserved('tensor'),
      },
      used_bytes: wasm_heap_bytes + decoder_heap_bytes + head_bytes + this.#sum(),
      peak_bytes: this.#peak,
    };
  }

  /** How much the engines may still grow. */
  #growth(): number {
    let target = 0;
    const now = this.#now();
    for (const entry of this.#targets) {
      if (entry.deadline <= now) this.#targets.delete(entry);
      else target = Math.max(target, entry.heap);
    }
    return Math.max(0, target - this.#heap());
  }

  #sum(purpose?: BufferPurpose): number {
    let sum = 0;
    const now = this.#now();
    for (const entry of this.#reservations) {
      if (entry.deadline <= now) this.#reservations.delete(entry);
      else if (purpose === undefined || entry.purpose === purpose) sum += entry.bytes;
    }
    return sum;
  }
}
