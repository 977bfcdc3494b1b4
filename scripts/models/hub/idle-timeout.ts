import { Failure } from '../../kit/failure.ts';

/** Aborts a transfer over which nothing comes any more. */
export class IdleTimeout {
  readonly #controller = new AbortController();
  readonly #patience: number;
  readonly #what: string;
  #timer: NodeJS.Timeout | undefined;

  /**
   * @param patience ms without a byte
   * @param what to call the transfer in the message
   */
  constructor(patience: number, what: string) {
    this.#patience = patience;
    this.#what = what;
    this.restart();
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
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
