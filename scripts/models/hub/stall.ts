import { Failure } from '../../kit/failure.ts';

/** Ends a transfer that has stopped without saying so. */
export class Stall {
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
    this.moved();
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Something has come: waits anew. */
  moved(): void {
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

  end(): void {
    clearTimeout(this.#timer);
  }
}
