import { bodyShape, emptyBody, nextChunk, requireIdentity, tooLarge, type UploadBody } from './body.ts';
import { UploadDeadlines, type DeadlineLimits } from './deadlines.ts';
import { PictureBuffer, type UploadHooks } from './picture-buffer.ts';
import { PictureForm } from './picture-form.ts';
import { HOW_TO_SEND, UploadError } from './upload-error.ts';

/** How much may be sent, and how slowly. */
export interface UploadLimits extends DeadlineLimits {
  /** Most bytes of the whole body; for a form that includes what is around the picture. */
  readonly maxBytes: number;
}

export interface UploadOptions extends UploadHooks {
  /** The Content-Type header, null when there is none. */
  readonly contentType: string | null;
  /** The Content-Encoding header, null when there is none. */
  readonly contentEncoding?: string | null;
  readonly limits: UploadLimits;
  /**
   * The Content-Length. More than `maxBytes` is refused at once. Otherwise it only decides how large buffers are, and
   * bytes are counted as they arrive.
   */
  readonly expectedBytes?: number | undefined;
}

/** Takes the picture out of a body. Both methods throw what ends the upload. */
interface BodyReader {
  write(chunk: Uint8Array): void;
  end(): Uint8Array;
}

/**
 * Reads the one picture in a request body: the whole body when its content type is `image/*`, or the file in the field
 * `image` of a `multipart/form-data`. The body is read while it arrives, and refused as soon as something is wrong with
 * it: its bytes are dropped and the body is cancelled, without waiting for that.
 *
 * @returns the picture, in a buffer of its own size
 * @throws UploadError with the reason; whatever `admit` or `inspect` throws
 */
export async function readUpload(body: UploadBody | null, options: UploadOptions): Promise<Uint8Array> {
  const { limits, expectedBytes = 0 } = options;
  const { promise: tooLate, reject } = Promise.withResolvers<never>();
  const deadlines = new UploadDeadlines(limits, reject);
  try {
    const reader = bodyReader(options);
    if (expectedBytes > limits.maxBytes) throw tooLarge(limits.maxBytes);
    if (body === null) throw emptyBody();
    return await Promise.race([receive(body, reader, deadlines, limits.maxBytes), tooLate]);
  } catch (error) {
    body?.cancel(error).catch(() => undefined);
    throw error;
  } finally {
    deadlines.stop();
  }
}

function bodyReader({
  contentType,
  contentEncoding = null,
  limits,
  expectedBytes = 0,
  ...hooks
}: UploadOptions): BodyReader {
  requireIdentity(contentEncoding);
  const shape = bodyShape(contentType);
  if (shape.kind === 'json') {
    throw new UploadError(
      'unsupported_media_type',
      `Only POST /v1/classify takes JSON, and no heat map is drawn for it. ${HOW_TO_SEND}`,
    );
  }
  const picture = new PictureBuffer(limits.maxBytes, hooks);
  if (shape.kind === 'form') return new PictureForm(shape.boundary, picture, expectedBytes);
  picture.expect(expectedBytes);
  return picture;
}

async function receive(
  body: UploadBody,
  reader: BodyReader,
  deadlines: UploadDeadlines,
  maxBytes: number,
): Promise<Uint8Array> {
  for (let received = 0; ;) {
    const { done, value } = await nextChunk(body, received);
    if (done) {
      deadlines.end();
      if (received === 0) throw emptyBody();
      return reader.end();
    }
    received += value.byteLength;
    if (received > maxBytes) throw tooLarge(maxBytes);
    deadlines.extend(received);
    reader.write(value);
  }
}
