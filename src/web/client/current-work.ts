/** Something that the page does for the visitor; it ends early when the signal aborts. */
export type Work = (signal: AbortSignal) => Promise<void>;

/** Is told how work ended, unless other work has taken its place. */
interface WorkWatcher {
  /** The visitor has cancelled it. */
  readonly cancelled: () => void;
  readonly failed: (error: unknown, work: Work) => void;
  /** It has ended, however that was. */
  readonly ended: () => void;
}

/** What the page does now: one thing at a time. */
export class CurrentWork {
  readonly #watcher: WorkWatcher;
  #running = new AbortController();
  #now: Work | undefined;
  #hasBegun = false;
  /** What was cancelled or has failed last, and with that was offered to be tried again. */
  #stopped: Work | undefined;

  constructor(watcher: WorkWatcher) {
    this.#watcher = watcher;
  }

  /** What is being done. */
  get now(): Work | undefined {
    return this.#now;
  }

  /** Whether anything was ever done. */
  get hasBegun(): boolean {
    return this.#hasBegun;
  }

  /** Begins some work, and ends the work before. */
  start(work: Work): void {
    const running = this.#replace(work);
    work(running.signal)
      .catch((error: unknown) => {
        if (running !== this.#running) return;
        this.#stopped = work;
        if (running.signal.aborted) this.#watcher.cancelled();
        else this.#watcher.failed(error, work);
      })
      .finally(() => {
        if (running !== this.#running) return;
        this.#now = undefined;
        this.#watcher.ended();
      });
  }

  /** Does again what was cancelled or has failed; what was done since then is not meant. */
  retry(): void {
    if (this.#stopped !== undefined) this.start(this.#stopped);
  }

  /** Ends the work, because the visitor does not want it any more. */
  cancel(): void {
    this.#running.abort();
  }

  /** Ends the work without a word about it. */
  leave(): void {
    this.#replace(undefined);
    this.#watcher.ended();
  }

  #replace(work: Work | undefined): AbortController {
    this.#running.abort();
    this.#hasBegun = true;
    this.#now = work;
    return (this.#running = new AbortController());
  }
}
