import { HOW_TO_SEND, UploadError } from './upload-error.ts';

/** Bytes of a picture that are looked at before memory is taken for the rest, unless it is over before. */
const HEAD_BYTES = 64 * 1024;

/** Who else has a say in whether a picture is kept. */
export interface PictureHooks {
  /**
   * Called before memory is taken.
   * @param heldBytes the most that this upload holds from now on until the next call
   * @throws whatever is to end the upload
   */
  readonly admit?: ((heldBytes: number) => void) | undefined;
  /**
   * Called once, when the first {@link HEAD_BYTES} of the picture are there, or all when it has fewer.
   * @param head valid until the call returns
   * @throws whatever is to end the upload
   */
  readonly inspect?: ((head: Uint8Array) => void) | undefined;
}

/**
 * Joins the bytes of a picture in one buffer. When their number is announced, the buffer is made for it as soon as
 * {@link HEAD_BYTES} have come and passed; otherwise it doubles, so the copying stays linear however small the pieces.
 */
export class PictureBytes {
  readonly #maxBytes: number;
  readonly #hooks: PictureHooks;
  #buffer = new Uint8Array();
  #length = 0;
  #inspected = false;
  #expectedBytes = 0;

  /** @param maxBytes what the caller keeps at most, so there is never room for more */
  constructor(maxBytes: number, hooks: PictureHooks) {
    this.#maxBytes = maxBytes;
    this.#hooks = hooks;
  }

  /** Tells how many bytes there will be. If there are not, the result is the same, and takes more memory on its way. */
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
