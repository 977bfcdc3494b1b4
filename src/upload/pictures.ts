import { type BodyShape, bodyShape, emptyBody, nextChunk, requireIdentity, tooLarge, type UploadBody } from './body.ts';
import { UploadDeadlines } from './deadlines.ts';
import { FormPictures } from './form-pictures.ts';
import { JsonPictures } from './json-pictures.ts';
import { PictureBuffer, type UploadHooks } from './picture-buffer.ts';
import { noImageField } from './picture-form.ts';
import { type ListedPicture, type PictureList, WholeBody } from './picture-list.ts';
import type { UploadOptions } from './upload.ts';
import { UploadError } from './upload-error.ts';

/** Most pictures of a body: what an answer holds of each stays, and the time that a Worker may compute is limited. */
export const MOST_PICTURES = 64;

/** How long all pictures of a body may take to arrive, in ms. The time in which none is waited for does not count. */
const TOTAL_MS = 180_000;

/**
 * Reads the pictures of a body one after the other, each when it is wanted: the fields `image` of a `multipart/form-data`, or the
 * list of a JSON body. Only one of them is in memory at a time. What is wrong with one picture leaves the others readable; what is
 * wrong with the body, or with its sender, ends it: its bytes are dropped and it is cancelled.
 */
export class Pictures {
  readonly #body: UploadBody | null;
  readonly #options: Omit<UploadOptions, keyof UploadHooks>;
  readonly #list: PictureList;
  /** Bytes that were received and are not read yet. */
  #rest: Uint8Array = new Uint8Array();
  #received = 0;
  #count = 0;
  #isRead = false;
  /** How long pictures were waited for so far, in ms. */
  #spent = 0;

  /** Most bytes of a picture. */
  get maxBytes(): number {
    return this.#options.limits.maxBytes;
  }

  /** @throws UploadError when the headers say that the body cannot be read */
  constructor(body: UploadBody | null, options: Omit<UploadOptions, keyof UploadHooks>) {
    this.#body = body;
    this.#options = options;
    const { contentType, contentEncoding = null, expectedBytes = 0, limits } = options;
    requireIdentity(contentEncoding);
    const shape = bodyShape(contentType);
    if (expectedBytes > limits.maxBytes) throw tooLarge(limits.maxBytes);
    if (body === null) throw emptyBody();
    this.#list = listOf(shape);
  }

  /**
   * Reads on until a picture begins, or the body ends.
   * @returns whether a picture begins
   * @throws UploadError
   */
  async more(): Promise<boolean> {
    await this.#readUntil(() => this.#list.place === 'picture');
    if (this.#list.place === 'picture') return true;
    if (this.#count === 0) throw noImageField();
    return false;
  }

  /**
   * Reads the next picture, of which {@link more} has said that there is one.
   * @param hooks of this picture; what they throw is its refusal
   * @throws UploadError for what ends the whole upload
   */
  async next(hooks: UploadHooks): Promise<ListedPicture> {
    if (this.#count === MOST_PICTURES) {
      await this.cancel();
      throw new UploadError(
        'too_many',
        `A request has ${MOST_PICTURES} pictures at most. Send the others in another one.`,
        {
          limit_pictures: MOST_PICTURES,
        },
      );
    }
    this.#count++;
    this.#list.begin(new PictureBuffer(this.#options.limits.maxBytes, hooks));
    let picture: ListedPicture | undefined;
    await this.#readUntil(() => (picture ??= this.#list.take()) !== undefined);
    if (picture === undefined) throw new Error('the body ended in a picture, and nobody noticed');
    return picture;
  }

  /**
   * Reads past the next picture, of which {@link more} has said that there is one, without taking memory for it.
   * @returns what the sender calls it
   * @throws UploadError for what ends the whole upload
   */
  async skip(): Promise<string | null> {
    const admit = (): never => {
      throw new Error('nobody wants this picture');
    };
    return (await this.next({ admit })).id;
  }

  /** Throws away what is left of the body. */
  async cancel(reason?: unknown): Promise<void> {
    await this.#body?.cancel(reason);
  }

  async #readUntil(isReached: () => boolean): Promise<void> {
    const { promise: tooLate, reject } = Promise.withResolvers<never>();
    const { limits } = this.#options;
    const totalMs = Math.max(1, Math.min(limits.totalMs, TOTAL_MS - this.#spent));
    const deadlines = new UploadDeadlines({ ...limits, totalMs }, reject);
    const begin = performance.now();
    try {
      await Promise.race([this.#read(isReached, deadlines), tooLate]);
    } catch (error) {
      this.#body?.cancel(error).catch(() => undefined);
      throw error;
    } finally {
      this.#spent += performance.now() - begin;
      deadlines.stop();
    }
  }

  async #read(isReached: () => boolean, deadlines: UploadDeadlines): Promise<void> {
    const before = this.#received;
    while (!isReached()) {
      if (this.#rest.length > 0) {
        this.#rest = this.#rest.subarray(this.#list.write(this.#rest));
        continue;
      }
      if (this.#isRead || this.#body === null) return;
      const { done, value } = await nextChunk(this.#body, this.#received);
      if (done) {
        deadlines.end();
        this.#isRead = true;
        if (this.#received === 0) throw emptyBody();
        this.#list.end();
        continue;
      }
      this.#received += value.byteLength;
      if (this.#received > this.#options.limits.maxBytes) throw tooLarge(this.#options.limits.maxBytes);
      deadlines.extend(this.#received - before);
      this.#rest = value;
    }
  }
}

function listOf(shape: BodyShape): PictureList {
  if (shape.kind === 'form') return new FormPictures(shape.boundary);
  return shape.kind === 'json' ? new JsonPictures() : new WholeBody();
}
