import { UploadError, type UploadErrorDetail } from './upload-error.ts';

/** How long an upload may take. All times in ms, and finite. */
export interface PaceLimits {
  /** Longest wait for the next byte. */
  readonly idleMs: number;
  /**
   * The whole body may take {@link graceMs} and one second for each of so many bytes that came, as with `MinRate` of
   * Apache's mod_reqtimeout (https://httpd.apache.org/docs/2.4/mod/mod_reqtimeout.html). Above 0.
   */
  readonly minBytesPerSecond: number;
  readonly graceMs: number;
  /** Longest time for the whole body, however fast. */
  readonly totalMs: number;
}

/** Watches how fast a body comes, from its construction on until it is stopped. */
export class Pace {
  readonly #limits: PaceLimits;
  readonly #onLate: (refusal: UploadError) => void;
  readonly #begin = performance.now();
  #lastByte = this.#begin;
  #bytes = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #refusal: UploadError | undefined;

  /** @param onLate called once, with a `too_slow`, when a limit is passed while nothing comes */
  constructor(limits: PaceLimits, onLate: (refusal: UploadError) => void) {
    this.#limits = limits;
    this.#onLate = onLate;
    this.#watch();
  }

  /**
   * To be called whenever something came.
   * @param bytes how many have come in all
   * @throws UploadError `too_slow` when a limit is passed, or was
   */
  note(bytes: number): void {
    const now = performance.now();
    if (bytes > this.#bytes) this.#lastByte = now;
    this.#bytes = bytes;
    this.#refusal ??= this.#judge(now);
    if (this.#refusal !== undefined) throw this.#refusal;
  }

  /**
   * To be called when the body has ended. A body that is whole is no longer too late.
   * @throws UploadError `too_slow` when a limit was passed before
   */
  end(): void {
    this.stop();
    if (this.#refusal !== undefined) throw this.#refusal;
  }

  /** Leaves no timer behind. */
  stop(): void {
    if (this.#timer !== undefined) clearTimeout(this.#timer);
  }

  #watch(): void {
    const now = performance.now();
    this.#refusal ??= this.#judge(now);
    if (this.#refusal !== undefined) {
      this.#onLate(this.#refusal);
      return;
    }
    const deadline = Math.min(this.#idleDeadline, this.#rateDeadline, this.#totalDeadline);
    this.#timer = setTimeout(() => {
      this.#watch();
    }, deadline - now);
  }

  get #idleDeadline(): number {
    return this.#lastByte + this.#limits.idleMs;
  }

  get #rateDeadline(): number {
    return this.#begin + this.#limits.graceMs + (1000 * this.#bytes) / this.#limits.minBytesPerSecond;
  }

  get #totalDeadline(): number {
    return this.#begin + this.#limits.totalMs;
  }

  #judge(now: number): UploadError | undefined {
    const { idleMs, minBytesPerSecond, graceMs, totalMs } = this.#limits;
    const came = { received_bytes: this.#bytes, elapsed_ms: Math.round(now - this.#begin) };
    if (now >= this.#idleDeadline)
      return late(`No byte came for ${idleMs} ms, after ${this.#bytes} bytes.`, { ...came, idle_ms: idleMs });
    if (now >= this.#rateDeadline) {
      return late(
        `${this.#bytes} bytes came in ${came.elapsed_ms} ms: too few, because after the first ${graceMs} ms there must ` +
          `be ${minBytesPerSecond} for each second.`,
        { ...came, grace_ms: graceMs, min_bytes_per_second: minBytesPerSecond },
      );
    }
    if (now >= this.#totalDeadline)
      return late(`The body was not whole after ${totalMs} ms: ${this.#bytes} bytes came.`, {
        ...came,
        total_ms: totalMs,
      });
    return undefined;
  }
}

function late(reason: string, detail: UploadErrorDetail): UploadError {
  return new UploadError(
    'too_slow',
    `${reason} Send a smaller picture, or try again over a better connection.`,
    detail,
  );
}
