/** Items for one place, and when they are to go, in ms since 1970. */
interface Batch<Item> {
  readonly due: number;
  readonly items: Item[];
}

/** What whoever handed an item in has to do. */
export interface Errand<Item> {
  /** How long to wait for others before, in ms. */
  readonly delay: number;
  /** Takes what has gathered; nothing when somebody else took it. */
  readonly take: () => Item[];
}

/**
 * Gathers what the requests of an isolate have to send, so that many items go in one call. It holds plain data and waits
 * for nothing itself: in workerd no request may touch the promises, timers and stubs of another
 * (https://developers.cloudflare.com/workers/observability/errors/#cannot-perform-io-on-behalf-of-a-different-request).
 */
export class Outbox<Item> {
  readonly #open = new Map<string, Batch<Item>>();
  readonly #gathering: number;
  readonly #most: number;

  /**
   * @param gathering how long the first item waits for others, in ms
   * @param most how many items gather at most: the next one is the first of another batch
   */
  constructor({ gathering = 100, most = 64 } = {}) {
    this.#gathering = gathering;
    this.#most = most;
  }

  /**
   * Hands an item in.
   * @param place where it goes
   * @param now in ms since 1970
   * @returns what to do about it; undefined when the request that began the batch will take this item, too
   */
  add(place: string, item: Item, now: number): Errand<Item> | undefined {
    const open = this.#open.get(place);
    if (open === undefined) {
      const batch = { due: now + this.#gathering, items: [item] };
      this.#open.set(place, batch);
      return this.#errand(place, batch, this.#gathering);
    }
    open.items.push(item);
    // Late means that the request that began the batch is kept from its errand, or was ended before it.
    if (open.items.length < this.#most && now < open.due) return undefined;
    this.#open.delete(place);
    return this.#errand(place, open, 0);
  }

  #errand(place: string, batch: Batch<Item>, delay: number): Errand<Item> {
    const take = (): Item[] => {
      if (this.#open.get(place) === batch) this.#open.delete(place);
      return batch.items.splice(0);
    };
    return { delay, take };
  }
}
