import type { BodyHead, ReceivedPicture } from '../../contract/job.ts';
import type { Env } from '../../env.ts';
import type { Pictures } from '../../upload/pictures.ts';
import type { Reservation } from '../memory/budget.ts';
import { reserve } from '../memory/isolate-memory.ts';
import { openPictures, readBody, readNextPicture } from './body.ts';

/** A picture file, and what is reserved for it. */
export interface ReceivedFile {
  readonly bytes: Uint8Array;
  readonly reservation: Reservation;
}

/** Takes the picture of a request out of its body, or one after the other where the body has several. */
export class Reception {
  readonly #env: Pick<Env, 'IMAGES' | 'IMAGE_HOSTS'>;
  /** A body with several pictures. */
  #pictures: Pictures | undefined;
  /** The picture that was read last of it, beside its file. */
  #last: { readonly convertedFrom: ReceivedPicture['converted_from']; readonly refusal: unknown } | undefined;
  #file: ReceivedFile | undefined;
  #closed = false;

  constructor(env: Pick<Env, 'IMAGES' | 'IMAGE_HOSTS'>) {
    this.#env = env;
  }

  /**
   * Reads a body that is one picture while it comes, and has Cloudflare Images convert it where that is configured.
   * @throws UploadError, ImageError or RefusedError when it is refused
   */
  async receive(body: ReadableStream<Uint8Array> | null, head: BodyHead): Promise<ReceivedPicture> {
    const reservation = reserve('upload', 0);
    try {
      const { bytes, convertedFrom } = await readBody(body, head, reservation, this.#env.IMAGES);
      this.#keep({ bytes, reservation });
      return { bytes: bytes.byteLength, converted_from: convertedFrom };
    } finally {
      if (this.#file === undefined) reservation.release();
    }
  }

  /** Opens a body with several pictures, which {@link next} reads. */
  async open(body: ReadableStream<Uint8Array> | null, head: BodyHead): Promise<void> {
    this.#pictures = await openPictures(body, head);
  }

  /** Whether another picture begins in the body; reads on until that is known. */
  more(): Promise<boolean> {
    return this.#open.more();
  }

  /**
   * Reads the next picture of a body with several, of which {@link more} has said that there is one, after {@link release} of
   * the one before.
   * @returns what the sender calls it; whether it is refused, which leaves the others readable, is said by {@link last}
   * @throws UploadError, ImageError or RefusedError for what ends the upload
   */
  async next(): Promise<string | null> {
    const reservation = reserve('upload', 0);
    this.#last = undefined;
    try {
      const { id, file, refusal } = await readNextPicture(this.#open, reservation, this.#env);
      if (file !== null) this.#keep({ bytes: file.bytes, reservation });
      this.#last = { convertedFrom: file?.convertedFrom ?? null, refusal };
      return id;
    } finally {
      if (this.#file === undefined) reservation.release();
    }
  }

  /** Reads past the next picture in the place of {@link next}, and returns what the sender calls it. */
  skip(): Promise<string | null> {
    return this.#open.skip();
  }

  /**
   * What was read of the picture that {@link next} has read.
   * @throws why it was refused
   */
  last(): ReceivedPicture {
    if (this.#last === undefined) throw new Error('last() before next()');
    const { convertedFrom, refusal } = this.#last;
    if (this.#file === undefined) throw refusal;
    return { bytes: this.#file.bytes.byteLength, converted_from: convertedFrom };
  }

  /** The file that was received, until it is released. */
  get file(): ReceivedFile | undefined {
    return this.#file;
  }

  /** Releases the file. */
  release(): void {
    this.#file?.reservation.release();
    this.#file = undefined;
  }

  /** Releases everything, also what is still being read, and ends the upload. */
  async close(): Promise<void> {
    this.#closed = true;
    this.release();
    await this.#pictures?.cancel();
  }

  /** What comes after the end is not kept. */
  #keep(file: ReceivedFile): void {
    if (!this.#closed) this.#file = file;
  }

  get #open(): Pictures {
    if (this.#pictures === undefined) throw new Error('next() before open()');
    return this.#pictures;
  }
}
