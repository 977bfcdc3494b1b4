import { HOW_TO_SEND, UploadError } from './upload-error.ts';

/** Bytes of a picture that are inspected before memory is taken for the rest. */
const HEAD_BYTES = 64 * 1024;

/** Checks by the caller while a picture is read. What they throw ends the upload. */
export interface UploadHooks {
  /**
   * Called before memory is taken.
   * @param heldBytes the most memory that this upload holds until the next call
   */
  readonly admit?: ((heldBytes: number) => void) | undefined;
  /**
   * Called once with the first {@link HEAD_BYTES} of the picture, or with all when it has fewer.
   * @param head valid until the call returns
   */
  readonly inspect?: ((head: Uint8Array) => void) | undefined;
}

/**
 * Collects the bytes of a picture in one buffer. When their number is announced, the buffer gets that size as soon as the
 * first {@link HEAD_BYTES} were inspected; otherwise it doubles, so copying stays linear however small the chunks are.
 */
export class PictureBuffer {
  readonly #maxBytes: number;
  readonly #hooks: UploadHooks;
  #buffer = new Uint8Array();
  #length = 0;
  #inspected = false;
  #expectedBytes = 0;

  /** @param maxBytes the caller never writes more, so the buffer need not be larger */
  constructor(maxBytes: number, hooks: UploadHooks) {
    this.#maxBytes = maxBytes;
    this.#hooks = hooks;
  }

  /** Announces the number of bytes. A wrong number costs memory but does not change the result. */
  expect(bytes: number): void {
    this.#expectedBytes = bytes;
  }

  /** @throws what a hook throws */
  write(bytes: Uint8Array): void {
    for (let rest = bytes; rest.length > 0;) {
      if (this.#length === this.#buffer.length) this.#grow(rest.length);
      const some = rest.subarray(0, this.#buffer.length - this.#length);
      this.#buffer.set(some, this.#length);
      this.#length += some.length;
      rest = rest.subarray(some.length);
      if (this.#length >= HEAD_BYTES) this.#inspect();
    }
  }

  /**
   * The whole picture, in a buffer of its own size.
   * @throws UploadError `empty`, or what a hook throws
   */
  end(): Uint8Array {
    if (this.#length === 0) throw new UploadError('empty', `The picture has no bytes. ${HOW_TO_SEND}`);
    this.#inspect();
    if (this.#length === this.#buffer.length) return this.#buffer;
    this.#hooks.admit?.(this.#buffer.length + this.#length);
    return this.#buffer.slice(0, this.#length);
  }

  #inspect(): void {
    if (this.#inspected) return;
    this.#inspected = true;
    this.#hooks.inspect?.(this.#buffer.subarray(0, Math.min(this.#length, HEAD_BYTES)));
  }

  #grow(bytesToCome: number): void {
    const capacity = this.#length === 0 ? this.#headCapacity() : this.#capacityFor(this.#length + bytesToCome);
    this.#hooks.admit?.(this.#buffer.length + capacity);
    const larger = new Uint8Array(capacity);
    larger.set(this.#buffer);
    this.#buffer = larger;
  }

  #headCapacity(): number {
    return this.#expectedBytes > 0 ? Math.min(this.#expectedBytes, HEAD_BYTES) : HEAD_BYTES;
  }

  #capacityFor(bytes: number): number {
    if (this.#expectedBytes >= bytes) return this.#expectedBytes;
    return Math.max(bytes, Math.min(2 * this.#length, this.#maxBytes));
  }
}
