import { bodyShape } from './content-type.ts';
import { Pace, type PaceLimits } from './pace.ts';
import { PictureBytes, type PictureHooks } from './picture-bytes.ts';
import { PictureForm } from './picture-form.ts';
import { HOW_TO_SEND, UploadError } from './upload-error.ts';

/** How much may come, and how slowly. */
export interface UploadLimits extends PaceLimits {
  /** Of the whole body, what is around the picture in a form included. */
  readonly maxBytes: number;
}

export interface UploadOptions extends PictureHooks {
  /** As in the header, null without one. */
  readonly contentType: string | null;
  readonly limits: UploadLimits;
  /**
   * As the Content-Length has it. More than is allowed is refused at once; otherwise it only decides how memory is
   * taken, and bytes are counted as they come.
   */
  readonly expectedBytes?: number | undefined;
}

/** What makes a picture of a body. Both methods throw what ends the upload. */
interface BodyReader {
  write(chunk: Uint8Array): void;
  end(): Uint8Array;
}

/**
 * The bytes of the one picture in a request body: the whole body when its content type is `image/*`, or the file in the
 * field `image` of a `multipart/form-data`. The body is read as it comes, no faster than it is looked at, and refused as
 * soon as it shows that it must be: what was kept of it is dropped, the stream is cancelled, and nobody waits for that.
 *
 * @returns the picture, in a buffer of its own size
 * @throws UploadError with the reason; whatever `admit` or `inspect` throws
 */
export async function readUpload(body: ReadableStream<Uint8Array> | null, options: UploadOptions): Promise<Uint8Array> {
  const { limits, expectedBytes = 0 } = options;
  const stream = body?.getReader();
  const { promise: tooLate, reject } = Promise.withResolvers<never>();
  const pace = new Pace(limits, reject);
  try {
    const reader = bodyReader(options);
    if (expectedBytes > limits.maxBytes) throw tooLarge(limits.maxBytes);
    if (stream === undefined) throw nothingCame();
    return await Promise.race([receive(stream, reader, pace, limits.maxBytes), tooLate]);
  } catch (error) {
    stream?.cancel(error).catch(() => undefined);
    throw error;
  } finally {
    pace.stop();
  }
}

function bodyReader({ contentType, limits, expectedBytes = 0, ...hooks }: UploadOptions): BodyReader {
  const shape = bodyShape(contentType);
  const picture = new PictureBytes(limits.maxBytes, hooks);
  if (shape.kind === 'form') return new PictureForm(shape.boundary, picture, expectedBytes);
  picture.expect(expectedBytes);
  return picture;
}

async function receive(
  stream: ReadableStreamDefaultReader<Uint8Array>,
  reader: BodyReader,
  pace: Pace,
  maxBytes: number,
): Promise<Uint8Array> {
  for (let received = 0; ;) {
    const { done, value } = await next(stream, received);
    if (done) {
      pace.end();
      if (received === 0) throw nothingCame();
      return reader.end();
    }
    received += value.byteLength;
    if (received > maxBytes) throw tooLarge(maxBytes);
    pace.note(received);
    reader.write(value);
  }
}

async function next(
  stream: ReadableStreamDefaultReader<Uint8Array>,
  received: number,
): Promise<ReadableStreamReadResult<Uint8Array>> {
  try {
    return await stream.read();
  } catch (cause) {
    throw new UploadError(
      'aborted',
      `The connection broke off after ${received} bytes, before the body was whole. Send the picture again.`,
      { received_bytes: received },
      { cause },
    );
  }
}

function nothingCame(): UploadError {
  return new UploadError('empty', `The body has no bytes. ${HOW_TO_SEND}`);
}

function tooLarge(maxBytes: number): UploadError {
  return new UploadError(
    'too_large',
    `The body has more than ${maxBytes} bytes. Send a smaller picture: models look at 224 x 224 pixels.`,
    { limit_bytes: maxBytes },
  );
}
