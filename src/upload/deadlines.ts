import { UploadError, type UploadErrorDetail } from './upload-error.ts';

/** How long an upload may take. All times are in ms and finite. */
export interface DeadlineLimits {
  /** Longest wait for the next byte. */
  readonly idleMs: number;
  /**
   * The body may take {@link graceMs}, and one second more for each time that so many bytes have arrived: `MinRate` of
   * Apache's mod_reqtimeout (https://httpd.apache.org/docs/2.4/mod/mod_reqtimeout.html). Above 0.
   */
  readonly minBytesPerSecond: number;
  readonly graceMs: number;
  /** Longest time for the whole body, however fast it arrives. */
  readonly totalMs: number;
}

/** How often, in ms, a look at the clock tells whether this program could run at all. */
const TICK_MS = 1000;

/** How long bytes that have arrived may take until they are read, in ms. */
const LAST_CALL_MS = 50;

/**
 * The deadlines of one upload, from construction until {@link stop} or {@link end}.
 *
 * A sender is not blamed for the reader's delays: on a processor that is busy with other things a timer can come before
 * bytes that arrived long ago. So the time by which a timer was late is not counted as the sender's, except in the whole
 * time of the body, and a deadline that has passed counts once nothing came shortly afterwards either.
 */
export class UploadDeadlines {
  readonly #limits: DeadlineLimits;
  readonly #onLate: (refusal: UploadError) => void;
  readonly #start = performance.now();
  /** When the sender began, and when its last byte came: later than they were by the reader's delays. */
  #begin = this.#start;
  #lastByte = this.#start;
  #bytes = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** When the timer is due. */
  #due = this.#start;
  #isLastCall = false;
  #refusal: UploadError | undefined;

  /** @param onLate called once, with a `too_slow`, when a deadline passes while nothing arrives */
  constructor(limits: DeadlineLimits, onLate: (refusal: UploadError) => void) {
    this.#limits = limits;
    this.#onLate = onLate;
    this.#watch();
  }

  /**
   * Call it whenever bytes arrive.
   * @param bytes that have arrived in all
   * @throws UploadError `too_slow` when a deadline has passed
   */
  extend(bytes: number): void {
    const now = performance.now();
    if (bytes > this.#bytes) {
      this.#forgive(now);
      this.#lastByte = now;
      this.#isLastCall = false;
    }
    this.#bytes = bytes;
    this.#refusal ??= this.#lateness(now);
    if (this.#refusal !== undefined) throw this.#refusal;
  }

  /**
   * Call it when the body has ended. From then on it cannot be too late.
   * @throws UploadError `too_slow` when a deadline had passed before
   */
  end(): void {
    this.stop();
    if (this.#refusal !== undefined) throw this.#refusal;
  }

  /** Stops the timer. */
  stop(): void {
    if (this.#timer !== undefined) clearTimeout(this.#timer);
  }

  #watch(): void {
    const now = performance.now();
    this.#forgive(now);
    const refusal = this.#lateness(now);
    if (refusal !== undefined && this.#isLastCall) {
      this.#refusal ??= refusal;
      this.#onLate(this.#refusal);
      return;
    }
    this.#isLastCall = refusal !== undefined;
    const next = Math.min(this.#idleDeadline, this.#rateDeadline, this.#totalDeadline, now + TICK_MS);
    this.#due = this.#isLastCall ? now + LAST_CALL_MS : next;
    this.#timer = setTimeout(() => {
      this.#watch();
    }, this.#due - now);
  }

  /** Counts the time by which the timer is late as the reader's own. */
  #forgive(now: number): void {
    const delay = Math.max(0, now - this.#due);
    this.#begin += delay;
    this.#lastByte += delay;
    this.#due = Math.max(this.#due, now);
  }

  get #idleDeadline(): number {
    return this.#lastByte + this.#limits.idleMs;
  }

  get #rateDeadline(): number {
    return this.#begin + this.#limits.graceMs + (1000 * this.#bytes) / this.#limits.minBytesPerSecond;
  }

  get #totalDeadline(): number {
    return this.#start + this.#limits.totalMs;
  }

  #lateness(now: number): UploadError | undefined {
    const { idleMs, minBytesPerSecond, graceMs, totalMs } = this.#limits;
    const arrived = { received_bytes: this.#bytes, elapsed_ms: Math.round(now - this.#start) };
    if (now >= this.#idleDeadline)
      return late(`No byte arrived for ${idleMs} ms, after ${this.#bytes} bytes.`, { ...arrived, idle_ms: idleMs });
    if (now >= this.#rateDeadline) {
      return late(
        `Only ${this.#bytes} bytes arrived in ${arrived.elapsed_ms} ms. After the first ${graceMs} ms, at least ` +
          `${minBytesPerSecond} bytes must arrive in each second.`,
        { ...arrived, grace_ms: graceMs, min_bytes_per_second: minBytesPerSecond },
      );
    }
    if (now >= this.#totalDeadline)
      return late(`The body was not complete after ${totalMs} ms: ${this.#bytes} bytes had arrived.`, {
        ...arrived,
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
