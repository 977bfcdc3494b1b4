import { Failure } from '../../kit/failure.ts';
import type { Hub } from '../hub/address.ts';
import type { TransferWatch } from '../hub/download.ts';

/** How long to wait, in ms. */
export interface Patience {
  /** For the hub's first answer, and for another start that is fetching the same. */
  readonly answer: number;
  /** Without a byte. */
  readonly silence: number;
  /** For all transfers together; what has come is kept for the next time. */
  readonly whole: number;
}

/** Keeps transfers within bounds: they end when they have taken too long, and as soon as they are bound to. */
export class Bounds {
  readonly #controller = new AbortController();
  readonly #patience: Patience;
  readonly #hub: Hub;
  readonly #until: number;

  constructor(hub: Hub, patience: Patience) {
    this.#patience = patience;
    this.#until = performance.now() + patience.whole;
    const message = `fetching took longer than ${patience.whole / 1000} s; what has come is kept`;
    const over = AbortSignal.any([this.#controller.signal, timeout(patience.whole, message)]);
    this.#hub = { ...hub, patience: patience.silence, over };
  }

  /** The same hub, within the bounds. */
  get hub(): Hub {
    return this.#hub;
  }

  /** The same watch of one transfer, whose pace is judged once it has had as long as the hub has for its first answer. */
  watched({ report, progress }: TransferWatch): TransferWatch {
    let start: { readonly at: number; readonly have: number } | undefined;
    return {
      report,
      progress: (have, whole) => {
        progress?.(have, whole);
        const at = performance.now();
        start ??= { at, have };
        if (whole === null || have === whole || at - start.at < this.#patience.answer) return;
        const left = ((whole - have) * (at - start.at)) / Math.max(have - start.have, 1);
        if (at + left <= this.#until) return;
        const minutes = Math.ceil(left / 60_000);
        const message = `the line is too slow: the rest would take ${minutes} min; what has come is kept`;
        this.#controller.abort(new Failure(message));
      },
    };
  }
}

/** Aborts after some ms, with a Failure as its reason. */
export function timeout(ms: number, message: string): AbortSignal {
  const controller = new AbortController();
  // Whoever has finished does not wait for it.
  setTimeout(() => {
    controller.abort(new Failure(message));
  }, ms).unref();
  return controller.signal;
}
