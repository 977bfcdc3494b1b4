import { Failure } from '../../kit/failure.ts';

/** Aborts a transfer over which nothing comes any more. */
export class IdleTimeout {
  readonly #controller = new AbortController();
  readonly #patience: number;
  readonly #what: string;
  readonly #signal: AbortSignal;
  #timer: NodeJS.Timeout | undefined;

  /**
   * @param patience ms without a byte
   * @param what to call the transfer in the message
   * @param over aborts it as well
   */
  constructor(patience: number, what: string, over?: AbortSignal) {
    this.#patience = patience;
    this.#what = what;
    const { signal } = this.#controller;
    this.#signal = over === undefined ? signal : AbortSignal.any([signal, over]);
    this.restart();
  }

  get signal(): AbortSignal {
    return this.#signal;
  }

  /** To be called whenever bytes arrive. */
  restart(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#controller.abort(
        new Failure(
          `${this.#what}: nothing came for ${this.#patience / 1000} s. Run the same command again; it goes on where this ` +
            'one stopped.',
        ),
      );
    }, this.#patience);
  }

  clear(): void {
    clearTimeout(this.#timer);
  }
}
